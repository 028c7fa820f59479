/** A function that answers with its event and the names of its environment, and fails if the event says so. */
export const handler = async (event) => {
  console.log('hello from', process.env.GREETER);
  if (event.fail) throw new TypeError('as asked');
  return { event, environment: Object.keys(process.env) };
};

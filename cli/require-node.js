// The sources are TypeScript that Node runs as it is; older versions would fail with an error about a file extension.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `refresh-scheduler needs Node 24 or newer and runs on ${process.versions.node}: install it (nvm install), then try again.`,
  );
  process.exit(2);
}

/** What is made on first use and kept for the `most` keys that were used last. */
export const leastRecentlyUsed = <T>(most: number, make: (key: string) => T) => {
  // A Map keeps the order of insertion: the first key is the one that was not used for longest.
  const kept = new Map<string, T>();
  return {
    at(key: string): T {
      const value = kept.get(key) ?? make(key);
      kept.delete(key);
      kept.set(key, value);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return value;
    },

    /** Without counting as a use. */
    find: (key: string): T | undefined => kept.get(key),
  };
};

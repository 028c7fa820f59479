import { createAuthority } from '../../../local/clouds/authority.ts';
import { startDkn } from '../../../local/clouds/dkn.ts';
import { openDataFolder } from '../../../local/data-folder.ts';

/** A DKN cloud in a process of its own, on the data folder named; prints the secret of its app as one line and stays. */
const data = await openDataFolder(process.argv[2]);
const cloud = await startDkn({ authority: await createAuthority('Test CA', data), data });
console.log(JSON.stringify(cloud.app));

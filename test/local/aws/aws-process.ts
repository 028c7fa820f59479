/** An endpoint in a process of its own, on the data folder that its argument names, to be killed. Tells its address. */
import { startAws } from '../../../local/aws/endpoint.ts';
import { openDataFolder } from '../../../local/data-folder.ts';

process.on('disconnect', () => process.exit());
const { url, region } = await startAws({ data: await openDataFolder(process.argv[2]) });
process.send?.({ url, region });

import { fileURLToPath } from 'node:url';
import { writeConsumerPackage } from './consumer-package.ts';

/** `npm run build:consumer`: the package that consumers install, into `dist/consumer`. */
writeConsumerPackage(fileURLToPath(new URL('../dist/consumer', import.meta.url)));
console.log('dist/consumer');

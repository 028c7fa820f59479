/** Loaded into the functions' processes before their code. */
import { shiftDate } from './shift-date.ts';
import { readsSkipped, SKIPPED_FILE } from './skipped-file.ts';

shiftDate(readsSkipped(process.env[SKIPPED_FILE] ?? '').read);

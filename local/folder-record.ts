import { type DataFolder, DataFolderError } from './data-folder.ts';

/** Whose a data folder is: written when a run first opens it. */
export interface FolderRecord {
  /** Of the simulated clouds, or of somebody's own apps at real ones. */
  readonly kind: 'simulated' | 'own';
  /** Times as fast as deployed. */
  readonly tempo: number;
}

const REMEDY = {
  simulated:
    'holds a fleet of the simulated clouds: leave --apps and --principals out, or name another folder.',
  own: 'holds a fleet of your own: give --apps and --principals, or name another folder.',
} as const;

/**
 * To be called before anything else is kept there: the apps of one kind would take the place of the other's, and tokens
 * would go to a cloud that they are not of.
 *
 * @returns how the folder was begun: of the same kind, maybe at another tempo
 * @throws {DataFolderError}
 */
export const claimFolder = async (data: DataFolder, wanted: FolderRecord): Promise<FolderRecord> => {
  const shelf = await data.shelf<FolderRecord>('folder');
  const begun = shelf.entries.get('begun');
  if (begun === undefined) {
    await shelf.put('begun', wanted);
    return wanted;
  }
  if (begun.kind !== wanted.kind)
    throw new DataFolderError(
      'data-folder-of-other-fleet',
      `The data folder ${data.dir} ${REMEDY[begun.kind]}`,
    );
  return begun;
};

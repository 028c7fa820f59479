import { delimiter, join } from 'node:path';
import { ADDRESS_OF, type Emulator } from './emulator.ts';

const SOURCES = join(import.meta.dirname, 'dynamodb-local');
const VERSION = '2.6.1';

/** Amazon's own DynamoDB for a desk: plays the tables. Archives for Java, and SQLite for the processor at hand. */
export const dynamoDbLocal: Emulator = {
  name: 'DynamoDB Local',
  version: VERSION,
  address: ADDRESS_OF.dynamoDbLocal,
  needs: [
    {
      what: 'a JDK, 17 or newer (java --list-modules names jdk.compiler)',
      shownBy: { program: 'java', arguments: ['--list-modules'] },
      as: /^jdk\.compiler@(1[7-9]|[2-9]\d)/m,
    },
    {
      what: 'Maven (mvn --version)',
      shownBy: { program: 'mvn', arguments: ['--version'] },
      as: /Apache Maven/,
    },
  ],

  installIn: (folder) => [
    {
      program: 'mvn',
      arguments: [
        '--batch-mode',
        '--quiet',
        `--file=${join(SOURCES, 'pom.xml')}`,
        `-Demulator.version=${VERSION}`,
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${folder}`,
      ],
    },
  ],

  startFrom: (folder) => ({
    program: 'java',
    arguments: [
      `-Djava.library.path=${folder}`,
      '--class-path',
      [join(folder, '*'), SOURCES].join(delimiter),
      join(SOURCES, 'DynamoDbOnLoopback.java'),
    ],
    // It reports to its makers unless it is asked not to.
    environment: { DDB_LOCAL_TELEMETRY: '0' },
  }),
};

import type { TokenRequest } from '../lambdas/core/protocols/protocol.ts';
import type { UnansweredCode } from '../lambdas/core/unanswered.ts';
import type { Sending, Transport } from '../lambdas/flow/ports.ts';
import type { Books } from './books.ts';
import type { CloudApp, Wire } from './clouds/cloud-app.ts';
import type { Clouds, Served } from './clouds/clouds.ts';
import { never, type Process } from './process.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';

/** What becomes of one request. Times in ms from its sending. */
interface Course {
  /** When the cloud works on it; `undefined`: it never gets there. */
  readonly arrivesAfter?: number;
  readonly answersAfter: number;
  readonly unanswered?: UnansweredCode;
  /** In place of what the cloud would say. */
  readonly says?: Wire & { readonly retryAfter?: number };
  /** The end of the body is missing. */
  readonly cutOff?: boolean;
}

/** How often the answer to a request that was worked on is lost: in good weather, and while a cloud hangs or fails. */
export interface Losses {
  readonly well: number;
  readonly ill: number;
}

const RETRY_AFTER = 30;

/** Requests to the clouds, with what can happen to them under way. */
export class Internet {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #clouds: Clouds;
  readonly #books: Books;
  readonly #watch: Watch;
  readonly #losses: Losses;

  constructor(
    time: VirtualTime,
    random: Random,
    { clouds, books, watch }: { clouds: Clouds; books: Books; watch: Watch },
    losses: Losses,
  ) {
    this.#time = time;
    this.#random = random;
    this.#clouds = clouds;
    this.#books = books;
    this.#watch = watch;
    this.#losses = losses;
  }

  transportOf(process: Process): Transport {
    return {
      send: (request, _tls, { totalMs, connectMs }) =>
        process.asks() ? this.#send(request, process, totalMs, connectMs) : never(),
    };
  }

  #send(request: TokenRequest, process: Process, totalMs: number, connectMs: number): Promise<Sending> {
    const app = this.#clouds.appOf(request);
    if (!app) return this.#unknownHost(process);
    this.#watch.asked(app);
    const course = this.#course(app, totalMs, connectMs);
    const presentation = this.#books.sent(
      this.#clouds.presentedBy(request, app),
      process,
      course.arrivesAfter !== undefined,
    );
    let served: Served | undefined;
    if (course.arrivesAfter !== undefined)
      this.#time.after(course.arrivesAfter, () => {
        served = this.#serve(request, app, course);
        if (served.issued)
          this.#books.issued(served.issued, process, this.#lossIn(course), course.cutOff === true);
        else this.#books.refused(presentation, served);
      });
    this.#time.after(Math.max(course.arrivesAfter ?? 0, course.answersAfter), () =>
      this.#books.over(presentation),
    );
    return new Promise((resolve) => {
      this.#time.after(course.answersAfter, () =>
        process.deliver(() => {
          if (served?.issued) this.#books.answered(served.issued);
          if (served?.refused && presentation) presentation.account.refusedAt = this.#time.now;
          resolve(this.#sending(course, served, process));
        }),
      );
    });
  }

  #serve(request: TokenRequest, app: CloudApp, course: Course): Served {
    // What turns requests away does not look at them.
    if (course.says?.status === 429) return { wire: course.says };
    return this.#clouds.serve(request, app);
  }

  #unknownHost(process: Process): Promise<Sending> {
    return new Promise((resolve) => {
      this.#time.after(20, () =>
        process.deliver(() =>
          resolve({ kind: 'unanswered', failure: { code: 'dns-not-found', sent: false } }),
        ),
      );
    });
  }

  #sending(course: Course, served: Served | undefined, process: Process): Sending {
    if (course.unanswered)
      return {
        kind: 'unanswered',
        failure: { code: course.unanswered, sent: !NEVER_SENT.has(course.unanswered) },
      };
    const { status, body } = course.says ?? served?.wire ?? NOTHING;
    return {
      kind: 'answered',
      reply: {
        status,
        headers:
          course.says?.retryAfter === undefined ? {} : { 'retry-after': String(course.says.retryAfter) },
        body: course.cutOff ? body.slice(0, -1) : body,
        receivedAt: process.now(),
      },
    };
  }

  /** Why whatever was granted is lost, if it is. What was cut off near its end can be made out. */
  #lossIn(course: Course): string | undefined {
    if (course.unanswered) return course.unanswered;
    return course.says && `http-${course.says.status}`;
  }

  #course(app: CloudApp, totalMs: number, connectMs: number): Course {
    const random = this.#random;
    const arrives = random.between(15, 60);
    const answers = arrives + random.between(10, 80);
    switch (app.weather) {
      case 'well':
        return random.chance(this.#losses.well)
          ? this.#lossy(arrives, totalMs)
          : { arrivesAfter: arrives, answersAfter: answers };
      case 'slow': {
        const late = random.between(100, totalMs / 2);
        return { arrivesAfter: late, answersAfter: late + random.between(50, totalMs / 2) };
      }
      case 'refusing-connections':
        return { answersAfter: arrives, unanswered: 'connection-refused' };
      case 'unreachable':
        return { answersAfter: connectMs, unanswered: 'connect-timeout' };
      case 'hanging':
        return random.chance(this.#losses.ill)
          ? {
              arrivesAfter: random.between(20, 2.5 * totalMs),
              answersAfter: totalMs,
              unanswered: 'reply-timeout',
            }
          : { answersAfter: totalMs, unanswered: 'reply-timeout' };
      case 'failing':
        return {
          ...(random.chance(this.#losses.ill) ? { arrivesAfter: arrives } : {}),
          answersAfter: answers,
          says: random.chance(0.5) ? HTTP_503 : HTTP_500,
        };
      case 'throttling':
        return { arrivesAfter: arrives, answersAfter: answers, says: HTTP_429 };
      case 'garbled':
        return { answersAfter: answers, says: PROSE };
    }
  }

  #lossy(arrives: number, totalMs: number): Course {
    const random = this.#random;
    switch (random.below(5)) {
      case 0:
        return { arrivesAfter: arrives, answersAfter: arrives + 10, unanswered: 'connection-lost' };
      case 1:
        return { arrivesAfter: arrives, answersAfter: totalMs, unanswered: 'reply-timeout' };
      case 2:
        return { arrivesAfter: arrives, answersAfter: arrives + 30, says: HTTP_500 };
      case 3:
        return { arrivesAfter: arrives, answersAfter: random.between(1_000, totalMs) };
      default:
        return { arrivesAfter: arrives, answersAfter: arrives + 30, cutOff: true };
    }
  }
}

const NEVER_SENT: ReadonlySet<UnansweredCode> = new Set([
  'connection-refused',
  'connect-timeout',
  'dns-not-found',
]);
const NOTHING: Wire = { status: 502, body: '' };
const HTTP_500 = { status: 500, body: '{"message":"An unexpected error occurred"}' };
const HTTP_503 = { status: 503, body: 'Service Unavailable', retryAfter: RETRY_AFTER };
const HTTP_429 = { status: 429, body: '{"message":"API rate limit exceeded"}', retryAfter: RETRY_AFTER };
const PROSE = { status: 200, body: '<html><body>Welcome</body></html>' };

import type { CloudApp, CloudWeather } from './clouds/cloud-app.ts';
import { coveredOutage, outageLength } from './fleet.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { Service, Weather } from './service.ts';
import type { VirtualTime } from './virtual-time.ts';

const CLOUD_TROUBLES: readonly [CloudWeather, ...CloudWeather[]] = [
  'slow',
  'refusing-connections',
  'unreachable',
  'hanging',
  'failing',
  'failing',
  'throttling',
  'garbled',
];
const SERVICE_TROUBLES: readonly [Weather, ...Weather[]] = ['slow', 'throttled', 'away', 'away'];

/** Outages come and go. */
export class Climate {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #plan: Plan;
  readonly #ambushes: (() => void)[] = [];
  cloudOutages = 0;
  serviceOutages = 0;

  constructor(time: VirtualTime, random: Random, plan: Plan) {
    this.#time = time;
    this.#random = random;
    this.#plan = plan;
  }

  /** The cloud of these apps fails for all of them at once: as long as the shortest margin among them covers. */
  overCloud(apps: readonly CloudApp[]): void {
    const covered = Math.min(...apps.map((app) => coveredOutage(app, this.#plan.tempo)));
    this.#again(this.#plan.betweenCloudOutages, covered, () => {
      this.cloudOutages += 1;
      const weather = this.#random.pick(CLOUD_TROUBLES);
      for (const app of apps) {
        app.weather = weather;
        app.since = this.#time.now;
      }
      return () => {
        for (const app of apps) {
          app.weather = 'well';
          app.since = undefined;
        }
      };
    });
  }

  /** What concerns everybody must be covered by everybody's margin. */
  overService(service: Service, covered: number): void {
    this.#again(this.#plan.betweenServiceOutages, covered, () => {
      this.serviceOutages += 1;
      service.becomes(this.#random.pick(SERVICE_TROUBLES), this.#time.now);
      return () => service.becomes('well', this.#time.now);
    });
  }

  /** Some outages wait for the worst moment: a grant has just been issued, and nothing of it is kept yet. */
  issued(): void {
    for (const begin of this.#ambushes.splice(0)) begin();
  }

  #again(mean: number, covered: number, begin: () => () => void): void {
    const strike = () => {
      const end = begin();
      this.#time.after(outageLength(this.#random, covered, this.#plan.outagesExceedMargins), () => {
        end();
        this.#again(mean, covered, begin);
      });
    };
    this.#time.after(this.#random.exponential(mean), () => {
      if (this.#random.chance(this.#plan.ambushes)) this.#ambushes.push(strike);
      else strike();
    });
  }
}

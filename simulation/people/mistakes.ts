import type { CloudApp } from '../clouds/cloud-app.ts';
import { coveredOutage, outageLength } from '../fleet.ts';
import type { Plan } from '../plan.ts';
import type { AppSecrets } from '../ports/apps.ts';
import type { ControlItems } from '../ports/controls.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from '../virtual-time.ts';

interface Parts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly plan: Plan;
  readonly appSecrets: AppSecrets;
  readonly controls: ControlItems;
}

/** What operators, and clouds, do to a whole app: a wrong client secret, a wrong path, a rotation, a pause, a freeze. */
export class Mistakes {
  readonly #parts: Parts;
  made = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Now and then, as long as its margin covers. */
  about(app: CloudApp): void {
    const { random, plan } = this.#parts;
    this.#again(
      () => outageLength(random, coveredOutage(app, plan.tempo), plan.outagesExceedMargins),
      () => this.#err(app),
    );
  }

  /** Everything is paused, no longer than everybody's margin covers. */
  aboutEverything(covered: number): void {
    const { time, random, plan, controls } = this.#parts;
    this.#again(
      () => outageLength(random, covered, plan.outagesExceedMargins),
      () => {
        controls.everythingPausedAt = time.now;
        return () => {
          controls.everythingPausedAt = undefined;
        };
      },
    );
  }

  #again(length: () => number, begin: () => () => void): void {
    const { time, random, plan } = this.#parts;
    time.after(random.exponential(plan.betweenMistakes), () => {
      this.made += 1;
      const end = begin();
      time.after(length(), () => {
        end();
        this.#again(length, begin);
      });
    });
  }

  #err(app: CloudApp): () => void {
    const { time, random, appSecrets, controls } = this.#parts;
    const right = [...app.secrets];
    const store = (secrets: readonly string[], wrongPath = false) =>
      appSecrets.put(app.name, app.dialect.provider, app.dialect.appSecret(app, secrets, wrongPath));
    const becomes = (condition: CloudApp['condition']) => {
      app.condition = condition;
      app.conditionSince = time.now;
      return () => {
        app.condition = 'well';
      };
    };
    switch (random.pick(['secret', 'path', 'rotation', 'pause', 'frozen', 'refusal'])) {
      case 'secret':
        store(['mistyped']);
        return () => store(right);
      case 'path':
        store(right, true);
        return () => store(right);
      case 'rotation': {
        const next = `secret-${random.below(1e9)}`;
        store([...right, next]);
        app.secrets.clear();
        app.secrets.add(next);
        return () => store([next]);
      }
      case 'pause':
        controls.change(app.name, (control) => ({ ...control, operatorPausedAt: time.now }));
        return () => controls.change(app.name, ({ operatorPausedAt: _, ...control }) => control);
      case 'frozen':
        return becomes('frozen');
      default:
        return becomes('refuses-everybody');
    }
  }
}

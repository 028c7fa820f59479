import { AppSecrets, appsOver } from '../../simulation/ports/apps.ts';
import { ControlItems, controlsOver } from '../../simulation/ports/controls.ts';
import { principalsOver } from '../../simulation/ports/principals.ts';
import type { Row } from '../../simulation/ports/row-writes.ts';
import { sealerOver } from '../../simulation/ports/sealer.ts';
import { Table } from '../../simulation/ports/table.ts';
import { Secrets, vaultOver } from '../../simulation/ports/vault.ts';
import { Random } from '../../simulation/random.ts';
import { Service, ServiceError } from '../../simulation/service.ts';
import { type AppsSide, appsObey } from '../contract/apps.ts';
import { type ControlsSide, controlsObey } from '../contract/controls.ts';
import type { PrincipalsSide } from '../contract/principals/rows.ts';
import { principalsObey } from '../contract/principals.ts';
import { type SealerSide, sealerObeys } from '../contract/sealer.ts';
import { type VaultSide, vaultObeys } from '../contract/vault.ts';
import { NOW } from '../support/principals.ts';

/** The ports' contract, kept by the simulation's ports in memory. */

const ERRORS = { throttled: 'ThrottlingException', away: 'InternalServerError' } as const;

/** Calls that land and are answered at once, in the weather of the moment. */
class Calls {
  weather: 'well' | 'throttled' | 'away' = 'well';
  count = 0;

  readonly call = async <T>(effect: () => T): Promise<T> => {
    this.count += 1;
    await Promise.resolve();
    if (this.weather !== 'well') throw new ServiceError(ERRORS[this.weather]);
    return effect();
  };
}

const anyService = new Service('any', new Random(1), { latency: 0, troubled: 0 });
const nothingToClose = async (): Promise<void> => {};

const openPrincipals = async (): Promise<PrincipalsSide> => {
  const table = new Table();
  return {
    principals: principalsOver(table, new Calls().call),
    async put(row) {
      table.put('put', row.principalId, row as Row);
    },
    async putMalformed({ principalId, ...poison }) {
      table.putPoison(principalId, { ...poison, problems: ['generation: must be number'] });
    },
    close: nothingToClose,
  };
};

const openControls = async (): Promise<ControlsSide> => {
  const items = new ControlItems();
  return {
    controls: controlsOver(items, new Calls().call),
    async pauseApp(app, at) {
      items.change(app, (control) => ({ ...control, operatorPausedAt: at }));
    },
    async pauseEverything(at) {
      items.everythingPausedAt = at;
    },
    async empty() {
      items.apps.clear();
      items.lease = undefined;
      items.everythingPausedAt = undefined;
    },
    close: nothingToClose,
  };
};

const openVault = async (): Promise<VaultSide> => {
  // Time moves on, so that no second sees more writes than it may.
  let now = NOW;
  const secrets = new Secrets(() => {
    now += 1_000;
    return now;
  });
  const calls = new Calls();
  let byHand = 0;
  return {
    vault: vaultOver(secrets, calls.call),
    current: async (name) => secrets.current(name),
    versions: async (name) => secrets.versions(name),
    async putByHand(name, text) {
      byHand += 1;
      secrets.put(name, `by hand ${byHand}`, text);
    },
    async destroy(name) {
      secrets.destroy(name);
    },
    becomes(weather) {
      calls.weather = weather;
    },
    close: nothingToClose,
  };
};

const openSealer = async (): Promise<SealerSide> => {
  const calls = new Calls();
  let now = NOW;
  let processes = 0;
  return {
    newSealer() {
      processes += 1;
      return sealerOver(anyService, {
        name: `process ${processes}`,
        now: () => now,
        call: (_, effect) => calls.call(effect),
      });
    },
    calls: () => calls.count,
    becomes(weather) {
      calls.weather = weather;
    },
    isLater(ms) {
      now = NOW + ms;
    },
    close: nothingToClose,
  };
};

const openApps = async (): Promise<AppsSide> => {
  const secrets = new AppSecrets();
  const calls = new Calls();
  let now = NOW;
  return {
    newApps: () => appsOver(secrets, anyService, { now: () => now, call: (_, effect) => calls.call(effect) }),
    async put(app, secret) {
      secrets.put(app, 'dkn', secret);
    },
    reads: () => calls.count,
    becomes(weather) {
      calls.weather = weather === 'well' ? 'well' : 'away';
    },
    advance(ms) {
      now += ms;
    },
    close: nothingToClose,
  };
};

principalsObey('the table of principals in memory', openPrincipals);
controlsObey('the table of controls in memory', openControls);
vaultObeys('the vault in memory', openVault);
sealerObeys('the sealer in memory', openSealer);
appsObey("the apps' secrets in memory", openApps);

// Signals: all of them; what each means is in the file of its family.
import { buildTools } from './build-tools.ts'
import { compilers } from './compilers.ts'
import { exceptions } from './exceptions.ts'
import { generic } from './generic.ts'
import { infra } from './infra.ts'
import { linters } from './linters.ts'
import { network } from './network.ts'
import { packages } from './packages.ts'
import type { Signal } from './signal.ts'
import { jsTests } from './suites-js.ts'
import { jvmTests } from './suites-jvm.ts'
import { nativeTests } from './suites-native.ts'
import { pyTests } from './suites-py.ts'
import { scriptTests } from './suites-script.ts'
import { system } from './system.ts'
import { verdicts } from './verdicts.ts'

export const signals: readonly Signal[] = [
  ...jsTests,
  ...pyTests,
  ...jvmTests,
  ...nativeTests,
  ...scriptTests,
  ...exceptions,
  ...compilers,
  ...linters,
  ...packages,
  ...system,
  ...network,
  ...buildTools,
  ...infra,
  ...verdicts,
  ...generic,
]

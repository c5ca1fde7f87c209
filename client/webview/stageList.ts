import type { WireStage } from '../../server/protocol'

/** Stages listed at first; those that matter are listed in any case, with what they came out of. */
const FIRST = 12

/** The stages to list before a person asks for all, in their order. */
export function firstStages(stages: readonly WireStage[]): readonly WireStage[] {
  if (stages.length <= FIRST) return stages
  const listed = new Set<WireStage>()
  for (const stage of stages) {
    if (!stage.isNotable) continue
    for (const one of [stage, ...originsOf(stage, stages)]) listed.add(one)
  }
  for (const stage of stages) if (listed.size < FIRST) listed.add(stage)
  return stages.filter(stage => listed.has(stage))
}

/** What a stage came out of, the nearest first. A stage comes out of an earlier one only, so there is no circle. */
export function originsOf(stage: WireStage, all: readonly WireStage[]): readonly WireStage[] {
  const origins: WireStage[] = []
  let { from, index } = stage
  while (from !== undefined && from < index) {
    const origin = all[from]
    if (origin === undefined) break
    origins.push(origin)
    index = from
    from = origin.from
  }
  return origins
}

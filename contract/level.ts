import { z } from 'zod';

/** How high an escalation goes, lowest first. For people who port from the original: `EscalationLevel.MANAGER`. */
export const EscalationLevel = {
  HUMAN_REVIEW: 'human_review',
  SUPERVISOR: 'supervisor',
  MANAGER: 'manager',
  EXECUTIVE: 'executive',
  EMERGENCY: 'emergency',
} as const;

export type Level = (typeof EscalationLevel)[keyof typeof EscalationLevel];

export const LevelSchema = z.enum(EscalationLevel);

/** Every level, lowest first. */
export const LEVELS: readonly Level[] = Object.values(EscalationLevel);

/** Whether `a` is above `b`. */
export function isAbove(a: Level, b: Level): boolean {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b);
}

/** The input of `carefulApproval`. */
export interface CarefulRequest {
  requesterId: string;
  context: { amount: number };
}

export interface CarefulPlan {
  approvers: string[];
  expireAfterMs: number;
}

const TEAM = ['ana', 'bo'];
const LIMIT = 10_000;
const HOUR_MS = 3_600_000;

/** The rules of the bench's config as a user would write them: a local activity, so that workers may change them. */
export async function planCarefully({ requesterId, context }: CarefulRequest): Promise<CarefulPlan> {
  const team = context.amount > LIMIT ? TEAM : [];
  return { approvers: team.filter((person) => person !== requesterId), expireAfterMs: 4 * HOUR_MS };
}

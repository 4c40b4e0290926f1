/** Workflows under our names that fail every workflow task, as those of a faulty release do. */
const fail = async (): Promise<never> => {
  throw new Error('a fault of this release');
};

export {
  fail as hitlApproval,
  fail as hitlConfirmation,
  fail as hitlEscalation,
  fail as hitlAgentRun,
  fail as hitlNotifications,
};

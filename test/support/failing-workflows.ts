/** Workflows with our names that fail every workflow task, as in a faulty release. */
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

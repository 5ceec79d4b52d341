/**
 * The treasury's account that takes the tax (IBAN). The true one is told by the operator in `QONYS_TREASURY_ACCOUNT`; without it an
 * account of the demo bank, whose bank code no bank has.
 */
export const treasuryAccount = (env: NodeJS.ProcessEnv = process.env): string =>
  env.QONYS_TREASURY_ACCOUNT ?? 'KZ77999DEMO000000088'

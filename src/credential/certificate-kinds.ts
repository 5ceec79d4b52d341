/** Documents of upper modules that a stranger scans like a permit; the module says what stands in them. */
export const certificateKinds = ['registration-certificate'] as const

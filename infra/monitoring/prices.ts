/*
 * AWS's list prices in US dollars, us-east-1, November 2026. Other Regions differ by little; discounts and free tiers are
 * left out.
 */

/** @see https://aws.amazon.com/secrets-manager/pricing/ */
export const SECRET_A_MONTH = 0.4;

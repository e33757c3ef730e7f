export type Variant = "usual" | "reversed" | "unclear" | "small" | "empty";
export const variants: readonly Variant[];
export function makeSample(variant?: Variant, pairs?: number): any;

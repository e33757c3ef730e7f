export const placeholder: string;
export function embed(page: string, document: unknown): string;

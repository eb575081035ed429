/** Finds the singular of an English plural, where it is certain enough to name a type after it. */

const irregular: Readonly<Record<string, string>> = {
  men: "man",
  women: "woman",
  mice: "mouse",
  geese: "goose",
  feet: "foot",
  teeth: "tooth",
  criteria: "criterion",
  phenomena: "phenomenon",
  indices: "index",
  matrices: "matrix",
  vertices: "vertex",
  appendices: "appendix",
  axes: "axis",
  quizzes: "quiz",
  lives: "life",
  wives: "wife",
  knives: "knife",
  wolves: "wolf",
  halves: "half",
  shelves: "shelf",
  leaves: "leaf",
  thieves: "thief",
};

/** Words that have no plural of their own, or are none. */
const withoutPlural = /(?:news|series|species|data|media|us|is|ss)$/;

/** Endings of plurals and what stands in their place; the first that matches holds. */
const endings: readonly [RegExp, string][] = [
  [/people$/, "person"],
  [/children$/, "child"],
  [/(analy|the|cri|hypothe|synthe|diagno|progno|parenthe|empha)ses$/, "$1sis"],
  [/((?:^|mini|omni)b|stat|vir|bon|camp|corp|cens|foc|chor|surpl|lot|syllab|nex|prospect|radi)uses$/, "$1us"],
  [/(ali|atl|bi|canv|g)ases$/, "$1as"],
  [/(lens)es$/, "$1"],
  [/^(mov|cook|zomb|self|rook|calor|gen|brown|hood|prair|t|p|l|d)ies$/, "$1ie"],
  [/([^aeiou])ies$/, "$1y"],
  [/(c|n|head)(a|i)ches$/, "$1$2che"],
  [/(ss|sh|ch|x|zz)es$/, "$1"],
  [/(^t|^f|sh|can)oes$/, "$1oe"],
  [/oes$/, "o"],
  [/([^s])s$/, "$1"],
];

/** The singular of the last word of `plural`, with the words before it; null when there is no certain one. */
export function singularOf(plural: string): string | null {
  const [, before = "", last = ""] = /^(.*-)?([^-]+)$/.exec(plural) ?? [];
  const known = Object.entries(irregular).find(([word]) => last === word);
  if (known !== undefined) return before + known[1];
  if (withoutPlural.test(last)) return null;
  const ending = endings.find(([pattern]) => pattern.test(last));
  return ending === undefined ? null : before + last.replace(...ending);
}

// Writes lti_tool/static/themascan.css: the components, the tokens that are in use, our own layer.
// node build.mjs          writes it
// node build.mjs --check  exits 1 when the committed file is not what would be written
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = join(HERE, "../lti_tool/static/themascan.css");
const SOURCES = ["build.mjs", "package-lock.json", ...ownFiles()];
const TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css";
const CANDIDATE = "button data-badge heading link number-badge paragraph skip-link";
const UTRECHT =
  "page-header page-body page-footer action-group alert unordered-list ordered-list " +
  "form-field form-fieldset form-label form-field-description form-field-error-message " +
  "radio-button checkbox textbox textarea select status-badge table";
// Classes that only freeze a state for a picture book, and variants that no page of ours has.
const UNUSED = new RegExp(
  "--(hover|focus|focus-visible|active|checked|pressed|busy|placeholder-|html-content|" +
    "icon-only|hint|positive|iban|house|postal|tel|voorvoegsel|password|fixed|oneline|sticky|" +
    "alternate-|row-hover|row-focus|center|nested|arabic|persian|disabled)|" +
    "_(icon|figcaption|marker)|list--level-[2-8]",
);

function ownFiles() {
  return readdirSync(join(HERE, "own")).sort().map((name) => `own/${name}`);
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const name of SOURCES) hash.update(readFileSync(join(HERE, name)));
  return hash.digest("hex");
}

function read(path) {
  return postcss.parse(readFileSync(join(HERE, path), "utf8"), { from: path });
}

function component(scope, name, file) {
  const root = read(`node_modules/${scope}/${name}-css/dist/${file}`);
  root.walkAtRules("charset", (rule) => rule.remove());
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !isUnused(selector));
    if (kept.length) rule.selectors = kept;
    else rule.remove();
  });
  return root;
}

// A class inside :not() is what the element should not have, so it says nothing.
function isUnused(selector) {
  return UNUSED.test(selector.replace(/:not\([^)]*\)/g, ""));
}

function components() {
  return [
    ...CANDIDATE.split(" ").map((name) => component("@nl-design-system-candidate", name, `${name}.css`)),
    ...UTRECHT.split(" ").map((name) => component("@utrecht", name, "index.css")),
  ];
}

function names(value) {
  return [...value.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]);
}

// The tokens that the rules reach, directly or through another token, and that we do not set.
function tokens(roots) {
  const theme = new Map();
  read(`node_modules/${TOKENS}`).walkDecls((decl) => theme.set(decl.prop, decl.value));
  const ours = new Set();
  const wanted = [];
  for (const root of roots) {
    root.walkDecls((decl) => {
      wanted.push(...names(decl.value));
      if (decl.parent.selector === ":root" && decl.parent.parent.type === "root") ours.add(decl.prop);
    });
  }
  const rule = postcss.rule({ selector: ":root" });
  const seen = new Set(ours);
  while (wanted.length) {
    const name = wanted.pop();
    if (seen.has(name) || !theme.has(name)) continue;
    seen.add(name);
    rule.append({ prop: name, value: theme.get(name) });
    wanted.push(...names(theme.get(name)));
  }
  rule.nodes.sort((one, other) => (one.prop < other.prop ? -1 : 1));
  return postcss.root().append(rule);
}

function squeeze(text) {
  return text.replace(/\/\*.*?\*\//gs, "").replace(/\s+/g, " ").trim();
}

// One rule a line: small, and a difference can still be read.
function print(node) {
  if (node.type === "decl") {
    return `${node.prop}:${squeeze(node.value)}${node.important ? "!important" : ""}`;
  }
  if (node.type === "comment") return "";
  const inside = (node.nodes ?? []).map(print).filter(Boolean);
  if (node.type === "root") return inside.join("\n");
  if (node.type === "atrule") {
    const head = squeeze(`@${node.name} ${node.params}`);
    return inside.length ? `${head}{\n${inside.join(glue(node))}\n}` : "";
  }
  // A list of tokens is read one by one.
  const [open, between] = node.selector === ":root" ? ["{\n", ";\n"] : ["{", ";"];
  return inside.length
    ? `${squeeze(node.selector).replace(/ ?([,>]) ?/g, "$1")}${open}${inside.join(between)}}`
    : "";
}

function glue(node) {
  return node.nodes.some((child) => child.type === "decl") ? ";" : "\n";
}

function build() {
  const rules = [...components(), ...ownFiles().map(read)];
  const head = [
    "/* Themascan, EUPL-1.2. Made by style/build.mjs: change the files there, not this one.",
    "   Components and tokens of NL Design System, EUPL-1.2: see style/LICENSES.md.",
    `   sources ${fingerprint()} */`,
  ];
  return [...head, ...[tokens(rules), ...rules].map(print)].join("\n") + "\n";
}

const made = build();
if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, made);
  console.log(`${made.length} bytes`);
} else if (readFileSync(TARGET, "utf8") !== made) {
  console.error("lti_tool/static/themascan.css is not what style/ makes: run npm run build");
  process.exit(1);
}

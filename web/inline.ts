/**
 * Vite plugins of this page.
 *
 * `inline` puts the built script and style into the HTML, so that one file is the whole page, forbids it every network
 * request, and adds the licences of the libraries that it carries. `sample` fills the page with invented data for
 * `npm run dev`.
 */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { embed, placeholder } from "./sample/embed.mjs";
import { makeSample } from "./sample/make-sample.mjs";

const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The package that a bundled module belongs to, as its folder. */
function packageFolder(module: string): string | null {
  const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module.replace(/\\/g, "/").replace(/^\0/, ""));
  return match?.[1] ?? null;
}

/** One notice a licence text, with the packages that it covers. */
function notices(modules: Iterable<string>): string {
  const folders = new Set<string>();
  for (const module of modules) {
    const folder = packageFolder(module);
    if (folder !== null && existsSync(join(folder, "package.json"))) folders.add(folder);
  }
  const packagesByText = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), "utf8").trim();
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version}`]);
  }
  const parts = [...packagesByText].map(([text, names]) => `${names.join(", ")}\n\n${text}`);
  return parts
    .join("\n\n----\n\n")
    .replace(/--+/g, (dashes) => "\u2010".repeat(dashes.length))
    .replace(/</g, "(")
    .replace(/>/g, ")");
}

export function inline(): Plugin {
  return {
    name: "outlive-inline",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const modules: string[] = [];
      let script = "";
      let style = "";
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === "chunk") {
          script += file.code;
          modules.push(...Object.keys(file.modules));
          delete bundle[name];
        } else if (name.endsWith(".css")) {
          style += file.source;
          delete bundle[name];
        }
      }
      script = script.replace(/<\/script/gi, "<\\/script").replace(/<!--/g, "<\\!--");
      const page = Object.values(bundle).find((file) => file.type === "asset" && file.fileName.endsWith(".html"));
      if (page?.type !== "asset") this.error("there is no HTML to put the script into");

      const html = String(page.source)
        .replace(/\s*<script type="module"[^>]*src="[^"]*"><\/script>/, "")
        .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
        .replace(
          '<meta charset="utf-8" />',
          (meta) => `${meta}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
        )
        .replace("</head>", () => `<style>${style}</style>\n  </head>`)
        .replace("</body>", () => `  <script type="module">${script}</script>\n  </body>`)
        .replace("</html>", () => `</html>\n<!--\nThis page carries these libraries:\n\n${notices(modules)}\n-->`);

      if (html.split(placeholder).length !== 2) this.error(`${placeholder} must occur exactly once in the page`);
      if (/<(script|link|img)[^>]+(src|href)="(?!data:)/.test(html.replace(script, "")))
        this.error("the page still asks for a file");
      page.source = html;
    },
  };
}

/**
 * Leaves out the colour schemes that Plot brings and no chart here uses: every report would carry their 18 kB. A scale of
 * no data still asks for one, so each name gives a colour.
 */
export function plain(): Plugin {
  const left = "d3-scale-chromatic";
  return {
    name: "outlive-plain",
    apply: "build",
    enforce: "pre",
    resolveId: (source) => (source === left ? `\0${left}` : null),
    async load(id) {
      if (id !== `\0${left}`) return null;
      const names = Object.keys(await import(left));
      return names.map((name) => `export const ${name} = () => "currentColor";`).join("\n");
    },
  };
}

export function sample(): Plugin {
  return {
    name: "outlive-sample",
    apply: "serve",
    transformIndexHtml: { order: "pre", handler: (html) => embed(html, makeSample()) },
  };
}

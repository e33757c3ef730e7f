import { defineConfig } from "vite";
import { inline, plain, sample } from "./inline.ts";

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [sample(), plain(), inline()],
  server: { open: "/report.html" },
  build: {
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    rollupOptions: { input: "report.html" },
  },
});

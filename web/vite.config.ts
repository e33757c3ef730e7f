import { defineConfig } from "vite";
import { inline, sample } from "./inline.ts";

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [sample(), inline()],
  server: { open: "/report.html" },
  build: {
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    rollupOptions: { input: "report.html" },
  },
});

/** The themes are style sheets in a string; the package gives no types for them. */
declare module '@atlaskit/tokens/dist/esm/artifacts/themes/*' {
  const css: string
  export default css
}

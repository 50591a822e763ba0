// `npm run` puts the packaged Node 24 first where there is one. Plain JavaScript, so that an older one ends in a sentence.
const wantedMajor = 24;

if (Number(process.versions.node.split('.')[0]) >= wantedMajor) {
  await import('./main.ts');
} else {
  process.stderr.write(
    `the measurements need Node ${wantedMajor} or newer, this is ${process.version}: start them with npm run bench after npm ci, or install Node ${wantedMajor}\n`,
  );
  process.exit(1);
}

import { expect, test } from '@jest/globals';

import { readCommands } from './read-commands.ts';

const GUIDE = `
# Guide
\`\`\`sh
KEY=… # no call
\`\`\`
## Submit
\`\`\`sh
curl $API/a \\
  -d '{
    "prompt": "x"
  }'
# a remark
curl $API/b
\`\`\`
\`\`\`json
{"curl": 1}
\`\`\`
## Held
<!-- given: a held job -->

\`\`\`sh
resolve() { curl -d "$1" $API/c; }

resolve '{"action": "fail"}'   # give it up
\`\`\`
`;

test('a guide is read as the commands that a reader would paste', () => {
  expect(readCommands(GUIDE)).toEqual([
    { title: 'Submit: curl $API/a \\', given: null, setting: '', text: `curl $API/a \\\n  -d '{\n    "prompt": "x"\n  }'` },
    { title: 'Submit: curl $API/b', given: null, setting: '', text: 'curl $API/b' },
    {
      title: `Held: resolve '{"action": "fail"}'   # give it up`,
      given: 'a held job',
      setting: 'resolve() { curl -d "$1" $API/c; }',
      text: `resolve '{"action": "fail"}'   # give it up`,
    },
  ]);
});

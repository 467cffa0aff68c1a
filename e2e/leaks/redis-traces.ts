import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { rawRedis, redisContents, type Output, type OwnRedis } from '@darkroom/testkit';

/** Requires this password from now on, and listens to all that Redis is sent. Returns its address, and what it has heard. */
export async function watchRedis(redis: OwnRedis, password: string) {
  await redis.command('CONFIG', 'SET', 'requirepass', password);
  const url = redis.url.replace('redis://', `redis://default:${password}@`);
  const client = rawRedis({ url });
  const monitor = await client.monitor();
  const heard: string[] = [];
  monitor.on('monitor', (_time: string, words: string[]) => heard.push(words.join(' ')));

  return {
    url,
    /** What it was sent, what it holds, and its files, uncompressed. */
    outputs: async (): Promise<Output[]> => {
      await client.config('SET', 'rdbcompression', 'no');
      await client.save();
      const stored = (await redisContents({ url })).map(({ key, texts }) => ({ where: `Redis: ${key}`, text: [key, ...texts].join('\n') }));
      const files = await readFiles(redis.dataDir);
      return [{ where: 'MONITOR', text: heard.join('\n') }, ...stored, ...files];
    },
    async [Symbol.asyncDispose]() {
      monitor.disconnect();
      client.disconnect();
    },
  };
}

async function readFiles(folder: string): Promise<Output[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile() && /\.(?:aof|rdb|log)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => ({ where: file.slice(folder.length), text: (await readFile(file)).toString('latin1') })));
}

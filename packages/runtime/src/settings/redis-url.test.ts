import { describe, expect, test } from '@jest/globals';

import { parseRedisUrl, passwordsIn, showRedisUrl } from './redis-url.ts';

describe('parseRedisUrl', () => {
  test.each([
    ['redis://cache', { kind: 'single', tls: false, login: {}, db: 0, server: { host: 'cache', port: 6379 } }],
    [
      'rediss://ann:p%40ss%2Fw@[::1]:6390/3?family=6',
      { kind: 'single', tls: true, login: { username: 'ann', password: 'p@ss/w' }, db: 3, server: { host: '::1', port: 6390 }, family: 6 },
    ],
    ['redis://:p+w@cache?db=2', { kind: 'single', tls: false, login: { password: 'p+w' }, db: 2, server: { host: 'cache', port: 6379 } }],
    [
      'redis+sentinel://user:pw@h1:26380,h2/mymaster',
      {
        kind: 'sentinel',
        tls: false,
        login: { username: 'user', password: 'pw' },
        db: 0,
        sentinels: [
          { host: 'h1', port: 26_380 },
          { host: 'h2', port: 26_379 },
        ],
        master: 'mymaster',
        sentinelTls: false,
        sentinelLogin: {},
      },
    ],
    [
      'rediss+sentinel://h1, h2/my%20master/4?sentinel_username=s&sentinel_password=a+b%26&sentinel_tls=false',
      {
        kind: 'sentinel',
        tls: true,
        login: {},
        db: 4,
        sentinels: [
          { host: 'h1', port: 26_379 },
          { host: 'h2', port: 26_379 },
        ],
        master: 'my master',
        sentinelTls: false,
        sentinelLogin: { username: 's', password: 'a+b&' },
      },
    ],
    [
      'rediss+cluster://:pw@h1,h2:7001,h3/',
      {
        kind: 'cluster',
        tls: true,
        login: { password: 'pw' },
        db: 0,
        nodes: [
          { host: 'h1', port: 6379 },
          { host: 'h2', port: 7001 },
          { host: 'h3', port: 6379 },
        ],
      },
    ],
  ])('reads %s', (url, place) => {
    expect(parseRedisUrl(url)).toEqual(place);
  });

  test.each([
    ['localhost:6379', 'must begin with redis://, rediss:// (TLS), redis+sentinel:// or redis+cluster://'],
    ['http://cache', 'must begin with redis://'],
    ['redis+sentinels://h1/m', 'must begin with redis://'],
    ['redis://:se#cret@cache', 'has a # in it: write it as %23'],
    ['redis://', 'names no host'],
    ['redis:///2', 'names no host'],
    ['redis://user:se/cret@cache', 'has a host that is not name:port. In a password, write / as %2F'],
    ['redis://h1,h2', 'names several hosts: then it begins with redis+sentinel:// or redis+cluster://'],
    ['redis+cluster://h1,,h3', 'names no host, or has a comma too many'],
    ['redis://cache:70000', 'has a port that is not a number from 1 to 65535'],
    ['redis://cache:port', 'has a host that is not name:port'],
    ['redis://cache/first', 'has a database that is not a number'],
    ['redis://cache/1?db=2', 'names two databases'],
    ['redis://cache?tls=true', 'has an unknown parameter; after the ? it may have db, family'],
    ['redis://cache?family=5', 'has a family that is not 4 or 6'],
    ['redis://:secret%@cache', 'has a % that is not followed by two hexadecimal digits'],
    ['redis+sentinel://h1,h2', 'names no master: write its name after the sentinels, as in /mymaster'],
    ['redis+sentinel://h1/m/0/1', 'has too many /'],
    ['redis+sentinel://h1/m?sentinel_pasword=secret', 'has an unknown parameter; after the ? it may have db, sentinel_username'],
    ['redis+sentinel://h1/m?sentinel_tls=yes', 'has a sentinel_tls that is not true or false'],
    ['redis+cluster://h1,h2/1', 'names a database: a Redis Cluster has only database 0'],
  ])('refuses %s', (url, why) => {
    expect(() => parseRedisUrl(url)).toThrow(why);
    expect(() => parseRedisUrl(url)).not.toThrow(/secret/);
  });
});

test('a URL is shown without names, passwords and parameters', () => {
  expect(showRedisUrl('redis+sentinel://user:pw@h1:26379,h2/name/1?sentinel_password=other')).toBe('redis+sentinel://h1:26379,h2/name/1');
  expect(showRedisUrl('redis://cache:6380/2')).toBe('redis://cache:6380/2');
});

test('all passwords are found, also in a URL that is wrong otherwise', () => {
  expect(passwordsIn('redis+sentinel://user:p%40w@h1/name?sentinel_password=o%2Fther')).toEqual(['p%40w', 'p@w', 'o%2Fther', 'o/ther']);
  expect(passwordsIn('http://:p%w@127.0.0.1')).toEqual(['p%w']);
  expect(passwordsIn('redis://cache')).toEqual([]);
});

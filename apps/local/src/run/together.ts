import type { Service } from '@darkroom/runtime';

/** Starts and stops independent services at the same time. The first that cannot start stops the others. */
export function together(...services: Service[]): Service {
  const stop = async () => {
    await Promise.all(services.map((service) => service.stop()));
  };
  return {
    async start() {
      try {
        await Promise.all(services.map((service) => service.start()));
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

/* jsonapi-vuex is published for bundlers: modules that import each other without `.js`. This does
   what a bundler does, when given to node by --import. */

import { register } from 'node:module';

const hooks = `
  export async function resolve(specifier, context, next) {
    try {
      return await next(specifier, context);
    } catch (fault) {
      if (!context.parentURL?.includes('/jsonapi-vuex/src/')) throw fault;
      return next(specifier + '.js', context);
    }
  }

  export function load(url, context, next) {
    return next(url, url.includes('/jsonapi-vuex/src/') ? { ...context, format: 'module' } : context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

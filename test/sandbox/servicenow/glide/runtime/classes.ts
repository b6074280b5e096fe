/** The platform's own way of making classes, and the class that answers GlideAjax. */

/** `Class.create()`: a constructor that calls `initialize`. */
export const classHelper = {
  create(): unknown {
    return function (this: { initialize?: (...given: unknown[]) => void }, ...given: unknown[]) {
      if (typeof this.initialize === 'function') this.initialize(...given)
    }
  },
}

/** `Object.extendsObject(Base, members)`: what a prototype is set to. */
export function extendObject(
  base: { prototype: object },
  members: { [name: string]: unknown },
): { [name: string]: unknown } {
  const made = Object.create(base.prototype) as { [name: string]: unknown }
  for (const name of Object.keys(members)) made[name] = members[name]
  return made
}

/** The parameters a page sent. */
export interface AjaxRequest {
  getParameter(name: string): string | null
}

interface Processor {
  request: AjaxRequest
  [member: string]: unknown
}

/** `AbstractAjaxProcessor`: `sysparm_name` says which method answers. */
export function abstractAjaxProcessor(): unknown {
  function AbstractAjaxProcessor(this: Processor, request: AjaxRequest): void {
    this.request = request
  }
  const members: { [name: string]: (this: Processor, ...given: never[]) => unknown } = {
    initialize(request: AjaxRequest) {
      this.request = request
    },
    getParameter(name: string) {
      return this.request.getParameter(name)
    },
    getName() {
      return this.request.getParameter('sysparm_name')
    },
    process() {
      const name = String(this.request.getParameter('sysparm_name'))
      const method = this[name]
      // Methods whose name begins with an underscore are private.
      if (name.charAt(0) === '_' || typeof method !== 'function' || members[name] !== undefined)
        throw new Error(`There is no method ${name} to be called from a page`)
      return method.call(this)
    },
  }
  for (const name of Object.keys(members)) AbstractAjaxProcessor.prototype[name] = members[name]
  return AbstractAjaxProcessor
}

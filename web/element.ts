type Attributes = { readonly [name: string]: string | boolean | ((event: Event) => void) | undefined }

/**
 * An element with attributes, listeners (functions, by event name) and children. Strings become text nodes:
 * whatever people write is shown, never parsed.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value)
    else if (value === true) made.setAttribute(name, '')
    else if (typeof value === 'string') made.setAttribute(name, value)
  }
  made.append(...children)
  return made
}

/** What the person typed into a form's fields, by name. */
export function fields(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
}

/** Runs at most once a frame, however often it is asked for: many events, one drawing. */
export function eachFrame(draw: () => void): () => void {
  let isAsked = false
  return () => {
    if (isAsked) return
    isAsked = true
    requestAnimationFrame(() => {
      isAsked = false
      draw()
    })
  }
}

export type Keyed = { readonly key: string; readonly make: () => HTMLElement }

/**
 * Draws a list of elements, each known by a key that says all it shows: what has not changed stays in place,
 * with its focus, and is not read aloud again.
 */
export function keyed(parent: HTMLElement): (items: readonly Keyed[]) => void {
  let kept = new Map<string, HTMLElement>()
  return (items) => {
    kept = new Map(items.map(({ key, make }) => [key, kept.get(key) ?? make()]))
    const wanted = new Set<Node>(kept.values())
    for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove()
    let at = parent.firstChild
    for (const made of kept.values()) {
      if (made === at) at = at.nextSibling
      else parent.insertBefore(made, at)
    }
  }
}

import { FILTERS, type Filter } from './order.ts'

type Props = { readonly value: Filter; readonly onChange: (filter: Filter) => void }

/** Which chats the list shows. */
export function Filters({ value, onChange }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div className="filters" role="group" aria-label="Show">
      {(Object.entries(FILTERS) as [Filter, string][]).map(([filter, words]) => (
        <button type="button" key={filter} aria-pressed={filter === value} onClick={() => onChange(filter)}>
          {words}
        </button>
      ))}
    </div>
  )
}

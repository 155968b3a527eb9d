import { Dialog } from '../ui/dialog.tsx'
import { WORDS } from './shortcuts.ts'

/** Every shortcut there is. */
export function HelpDialog({ close }: { close: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" close={close} className="wide" isText>
      {WORDS.map(({ title, keys }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl className="shortcuts">
            {keys.map(([combinations, words]) => (
              <div key={words}>
                <dt>{words}</dt>
                <dd>
                  {combinations.map((each) => (
                    <span key={each} className="keys">
                      {each.split(' ').map((one) => (
                        <kbd key={one}>{one}</kbd>
                      ))}
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}

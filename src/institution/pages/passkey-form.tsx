import { join } from 'node:path'
import type { Child } from 'hono/jsx'
import { seal, unseal } from '../../platform/seal.ts'
import { addIsland } from '../../ui/assets.ts'
import { Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import type { Visit } from '../../ui/visit.ts'
import type { Challenge } from '../passkeys.ts'
import { institutionText } from '../text.ts'

addIsland('passkey', join(import.meta.dirname, '..', 'passkey.island.ts'))

/** Scripts of a page with a passkey form. */
export const passkeyIslands = ['enhance', 'passkey']
const cookie = 'qonys_passkey'

/**
 * A form that asks the device. It is unseen until its script runs; without script, or in a browser that has no passkeys, a
 * sentence stands there instead.
 */
export function PasskeyForm(props: {
  visit: Visit
  kind: 'create' | 'get'
  options: unknown
  action: string
  label: string
  hidden?: Record<string, string | undefined>
  secondary?: boolean
  children?: Child
}) {
  const t = institutionText(props.visit.locale)
  return (
    <div class="flow">
      <div hidden data-passkey={props.kind} data-options={JSON.stringify(props.options)}>
        <Form
          id="passkey"
          action={props.action}
          request={props.visit.request}
          hidden={{ ...props.hidden, answer: '' }}
        >
          {props.children}
          <p class="error" role="alert" hidden data-passkey-failed>
            {t('passkey.failed')}
          </p>
          <div class="actions">
            <Button kind={props.secondary ? 'secondary' : 'primary'} icon="lock">
              {props.label}
            </Button>
          </div>
        </Form>
      </div>
      <p class="hint" data-passkey-without>
        {t('passkey.without')}
      </p>
    </div>
  )
}

/** The cookie that remembers, for ten minutes and sealed, what this browser was asked. */
export async function challengeCookie(visit: Visit, asked: Challenge): Promise<string> {
  const https = visit.instance.config.baseUrl.startsWith('https:') ? '; Secure' : ''
  const sealed = await seal(visit.instance.config, 'passkey', { ...asked }, 600)
  return `${cookie}=${sealed}; Path=/staff; Max-Age=600; HttpOnly; SameSite=Strict${https}`
}

/** What was asked of this browser and what its device answered; undefined when either is missing or too old. */
export async function readAnswer(visit: Visit): Promise<{ asked: Challenge; response: unknown } | undefined> {
  const asked = await unseal<Challenge>(visit.instance.config, 'passkey', visit.cookie(cookie))
  if (!asked) return undefined
  try {
    return { asked, response: JSON.parse(visit.answers.text.answer ?? '') as unknown }
  } catch {
    return undefined
  }
}

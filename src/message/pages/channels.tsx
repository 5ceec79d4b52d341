import { type Ground, isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { isLocale, languages, locales } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { partnersUrl } from '../../platform/partner-secrets.ts'
import { look } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { htmlLanguage } from '../../ui/language-switch.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { chooseChannel } from '../choose-channel.ts'
import { type Address, findAddresses } from '../find-addresses.ts'
import { openAddress, proveAddress, removeAddress } from '../keep-address.ts'
import { type Channel, channels, findPreference, type Preference } from '../reach-account.ts'
import { messageText } from '../text.ts'

/** How somebody is reached: their addresses, one of each channel, proven by a code; what goes out, when, in which language. */
export const channelPages: Route[] = [
  get('/me/channels', account, (visit) => show(visit)),
  post('/me/channels', account, choose),
  post('/me/channels/add/:channel', account, add),
  post('/me/channels/:address/prove', account, prove),
  post('/me/channels/:address/remove', account, remove),
]

interface Wrong {
  field: string
  message: string
}

async function show(
  visit: Visit,
  given: { wrong?: Wrong; start?: string; ask?: 'sure'; status?: number } = {},
): Promise<Response> {
  const { actor, instance, locale } = visit
  if (actor.kind !== 'person') throw new Fault('not-signed-in')
  const t = messageText(locale)
  const { own, others, preference } = await look(instance, actor, async (tx) => ({
    ...(await findAddresses(tx, actor.account, instance.clock.now())),
    preference: await findPreference(tx, actor.account),
  }))
  const { wrong, start } = given
  const error = (field: string) => (wrong?.field === field ? wrong.message : undefined)
  const typed = (name: string) => visit.answers.text[name]
  return visit.html(
    <Page
      {...visit.frame}
      title={t('channels.title')}
      hasErrors={wrong !== undefined}
      draft={!messageText.reviewed(locale)}
      back={{ href: '/me/messages', label: t('title') }}
    >
      <h1>{t('channels.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {wrong && <Notice locale={locale} tone="danger" title={wrong.message} live />}
      {start && (
        <Notice locale={locale} tone="info" title={t('channels.telegram.do')} live>
          <p>{t('channels.telegram.lead')}</p>
          <p>
            <a href={chatAddress(visit, start)}>{t('channels.telegram.open')}</a>
          </p>
        </Notice>
      )}
      <p class="lead">{t('channels.lead')}</p>
      <section class="flow" aria-labelledby="where">
        <h2 id="where">{t('channels.where')}</h2>
        <p class="facts">
          <strong>{t(own.channel === 'phone' ? 'channels.sms' : 'channels.email')}</strong> {own.address}{' '}
          <span class="hint">{t('channels.own')}</span>
          {preference.first === 'own' && <StatusTag tone="info">{t('channels.first')}</StatusTag>}
        </p>
        {others.map((one) => (
          <OneAddress
            visit={visit}
            one={one}
            first={preference.first === one.channel}
            wrong={error(one.id)}
          />
        ))}
        {channels
          .filter((channel) => !others.some((one) => one.channel === channel))
          .map((channel) => (
            <Details
              title={`${t('channels.add')}: ${t(`channels.${channel}`)}`}
              open={wrong?.field === channel}
            >
              <Form id={`add-${channel}`} action={`/me/channels/add/${channel}`} request={visit.request}>
                {channel === 'telegram' ? (
                  <p>{t('channels.telegram.lead')}</p>
                ) : channel === 'post' ? (
                  <Textarea
                    locale={locale}
                    name="address-post"
                    label={t('channels.address.post')}
                    hint={t('channels.address.post.hint')}
                    rows={4}
                    maxlength={500}
                    value={typed('address-post')}
                    error={error('post')}
                  />
                ) : (
                  <TextField
                    locale={locale}
                    name={`address-${channel}`}
                    label={t(`channels.address.${channel}`)}
                    type={channel === 'email' ? 'email' : 'text'}
                    inputmode={channel === 'sms' ? 'tel' : 'email'}
                    value={typed(`address-${channel}`)}
                    error={error(channel)}
                  />
                )}
                <Button kind="secondary">
                  {t(channel === 'telegram' ? 'channels.telegram.do' : 'channels.save')}
                </Button>
              </Form>
            </Details>
          ))}
      </section>
      <Choice visit={visit} preference={preference} own={own} others={others} ask={given.ask} />
    </Page>,
    { status: given.status ?? 200 },
  )
}

function OneAddress({
  visit,
  one,
  first,
  wrong,
}: {
  visit: Visit
  one: Address
  first: boolean
  wrong: string | undefined
}) {
  const { locale } = visit
  const t = messageText(locale)
  return (
    <article class="flow-small">
      <p class="facts">
        <strong>{t(`channels.${one.channel}`)}</strong> {one.address?.split('\n').join(', ')}{' '}
        {!one.proven && <StatusTag tone="waiting">{t('channels.waiting')}</StatusTag>}
        {first && <StatusTag tone="info">{t('channels.first')}</StatusTag>}
      </p>
      {one.waiting && one.channel !== 'telegram' && (
        <Form id={`prove-${one.id}`} action={`/me/channels/${one.id}/prove`} request={visit.request}>
          <TextField
            locale={locale}
            name={`code-${one.id}`}
            label={t('channels.code')}
            hint={t('channels.code.hint')}
            inputmode="numeric"
            autocomplete="one-time-code"
            width={10}
            error={wrong}
          />
          <Button kind="secondary">{t('channels.prove')}</Button>
        </Form>
      )}
      <Form id={`remove-${one.id}`} action={`/me/channels/${one.id}/remove`} request={visit.request}>
        <Button kind="plain" about={t(`channels.${one.channel}`)}>
          {t('channels.remove')}
        </Button>
      </Form>
    </article>
  )
}

function Choice(props: {
  visit: Visit
  preference: Preference
  own: { channel: 'phone' | 'email'; language: string }
  others: Address[]
  ask: 'sure' | undefined
}) {
  const { visit, preference, own, others } = props
  const { locale } = visit
  const t = messageText(locale)
  const typed = visit.answers.text
  const hours = [...Array(24).keys()].map((hour) => ({
    value: String(hour),
    label: `${String(hour).padStart(2, '0')}:00`,
  }))
  return (
    <section class="flow" aria-labelledby="how">
      <h2 id="how">{t('channels.how')}</h2>
      <Form id="choose" action="/me/channels" request={visit.request}>
        <Radios
          locale={locale}
          name="first"
          label={t('channels.first')}
          value={typed.first ?? preference.first}
          options={[
            {
              value: 'own',
              label: `${t(own.channel === 'phone' ? 'channels.sms' : 'channels.email')}, ${t('channels.own')}`,
            },
            ...others
              .filter((one) => one.proven)
              .map((one) => ({ value: one.channel, label: t(`channels.${one.channel}`) })),
          ]}
        />
        <Radios
          locale={locale}
          name="worth"
          label={t('channels.worth')}
          value={typed.worth ?? preference.worth}
          options={(['all', 'deadlines', 'nothing'] as const).map((value) => ({
            value,
            label: t(`channels.worth.${value}`),
          }))}
        />
        {props.ask === 'sure' && (
          <Notice locale={locale} tone="warning" title={t('channels.silenced')} live>
            <p>{t('channels.silenced.text')}</p>
            <Checkboxes
              locale={locale}
              name="sure"
              label={t('channels.silenced')}
              values={[]}
              options={[{ value: 'yes', label: t('channels.sure') }]}
            />
          </Notice>
        )}
        <fieldset class="field">
          <legend>{t('channels.quiet')}</legend>
          <p class="hint">{t('channels.quiet.hint')}</p>
          {(['from', 'to'] as const).map((end) => (
            <Select
              locale={locale}
              name={`quiet-${end}`}
              label={t(`channels.quiet.${end}`)}
              empty={t('channels.quiet.none')}
              value={typed[`quiet-${end}`] ?? preference[`quiet_${end}`]?.toString()}
              options={hours}
            />
          ))}
        </fieldset>
        <Select
          locale={locale}
          name="language"
          label={t('channels.language')}
          empty={false}
          value={typed.language ?? own.language}
          options={locales.map((value) => ({ value, label: languages[value], lang: htmlLanguage(value) }))}
        />
        <FormActions locale={locale} label={t('channels.save')} />
      </Form>
    </section>
  )
}

async function choose(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const [from, to] = [text['quiet-from'], text['quiet-to']]
  const answer = await chooseChannel(
    visit.instance,
    visit.actor,
    {
      first: text.first as 'own' | Channel,
      worth: text.worth as Preference['worth'],
      ...(from && to ? { quiet: { from: Number(from), to: Number(to) } } : {}),
      ...(isLocale(text.language) ? { language: text.language } : {}),
      sure: text.sure === 'yes',
    },
    visit.request,
  )
  if (!isRefusal(answer))
    return visit.redirect('/me/channels', { flash: messageText(visit.locale)('channels.saved') })
  if (answer.refused[0]?.code === 'deadlines-silenced') return show(visit, { ask: 'sure', status: 409 })
  return show(visit, { wrong: { field: 'first', message: said(visit, answer.refused) }, status: 409 })
}

async function add(visit: Visit): Promise<Response> {
  const channel = channels.find((one) => one === visit.params.channel)
  if (!channel) throw new Fault('not-found')
  const address = visit.answers.text[`address-${channel}`] ?? ''
  try {
    const opened = await openAddress(visit.instance, visit.actor, { channel, address }, visit.request)
    if (isRefusal(opened)) throw new Fault('unexpected')
    if (opened.start) return show(visit, { start: opened.start })
    return visit.redirect('/me/channels', {
      flash: messageText(visit.locale)(channel === 'post' ? 'channels.saved' : 'channels.opened'),
    })
  } catch (error) {
    if (!(error instanceof Fault) || error.issues.length === 0) throw error
    const key = channel === 'post' ? 'postal-lines' : channel === 'sms' ? 'sms' : 'email'
    const message = messageText(visit.locale)(`error.${key}`)
    return show(visit, { wrong: { field: channel, message }, status: 422 })
  }
}

async function prove(visit: Visit): Promise<Response> {
  const address = addressOf(visit)
  const code = visit.answers.text[`code-${address}`] ?? ''
  const answer = await proveAddress(visit.instance, visit.actor, { address, code }, visit.request)
  if (isRefusal(answer))
    return show(visit, {
      wrong: { field: address, message: said(visit, answer.refused) },
      status: 409,
    })
  return visit.redirect('/me/channels', { flash: messageText(visit.locale)('channels.proven') })
}

async function remove(visit: Visit): Promise<Response> {
  await removeAddress(visit.instance, visit.actor, { address: addressOf(visit) }, visit.request)
  return visit.redirect('/me/channels', { flash: messageText(visit.locale)('channels.removed') })
}

function addressOf(visit: Visit): string {
  const { address } = visit.params
  if (!isId(address)) throw new Fault('not-found')
  return address
}

function said(visit: Visit, refused: Ground[]): string {
  const t = messageText(visit.locale)
  const code = refused[0]?.code
  return t(code === 'code-wrong' || code === 'code-over' ? `error.${code}` : 'error.not-proven')
}

/** Where the chat with our bot opens: Telegram, or in the demo the bundled gateway's page. */
function chatAddress(visit: Visit, start: string): string {
  const { instance } = visit
  const bot = process.env.QONYS_TELEGRAM_BOT
  return bot && !instance.demo
    ? `https://t.me/${bot}?start=${start}`
    : `${partnersUrl(instance.config)}/gateway/bot?start=${start}`
}

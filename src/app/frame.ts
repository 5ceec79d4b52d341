import type { Actor } from '../platform/actor.ts'
import type { Instance } from '../platform/instance.ts'
import type { Locale } from '../platform/language.ts'
import type { Frame } from '../ui/visit.ts'
import { appText } from './text.ts'

/** Header, navigation, banner and help around a page for whoever is asking. */
export function frameOf(given: {
  instance: Instance
  actor: Actor
  locale: Locale
  url: URL
  saveData?: boolean
}): Frame {
  const { instance, actor, locale, url } = given
  const t = appText(locale)
  const items = navigation(actor, t)
  const here = items
    .map(({ href }) => href)
    .filter((href) => url.pathname === href || url.pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0]
  const nav = items.map((item) => ({ ...item, current: item.href === here }))
  const query = url.searchParams.toString()
  return {
    locale,
    path: url.pathname,
    query,
    mode: actor.kind === 'staff' ? 'staff' : 'public',
    demo: instance.demo,
    ...(instance.demo ? { today: instance.clock.today().toString() } : {}),
    nav,
    ...(actor.kind === 'staff' || actor.kind === 'person'
      ? { who: { name: actor.name, signOutAction: actor.kind === 'staff' ? '/staff/sign-out' : '/sign-out' } }
      : {
          signIn: {
            href: `/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`,
            label: t('sign-in'),
          },
        }),
    help: {
      // 1414 is the number of the state's single contact centre; it is free inside Kazakhstan.
      phone: { number: '1414' },
      offices: { href: '/offices' },
    },
    saveData: given.saveData ?? false,
  }
}

function navigation(actor: Actor, t: ReturnType<typeof appText>): { href: string; label: string }[] {
  if (actor.kind === 'staff') {
    const may = (...roles: string[]) => actor.roles.some((role) => roles.includes(role))
    return [
      ...(may('permit-officer', 'supervisor', 'appeal-officer', 'registrar')
        ? [{ href: '/queue', label: t('nav.queue') }]
        : []),
      ...(may(
        'permit-officer',
        'supervisor',
        'registrar',
        'appeal-officer',
        'border-officer',
        'consular-officer',
      )
        ? [{ href: '/people', label: t('nav.people') }]
        : []),
      ...(may('registrar', 'consular-officer') ? [{ href: '/register', label: t('nav.register') }] : []),
      ...(may('registrar', 'supervisor') ? [{ href: '/identity', label: t('nav.same') }] : []),
      ...(may('registrar', 'border-officer') ? [{ href: '/arrivals', label: t('nav.stay') }] : []),
      ...(may('registrar', 'border-officer', 'supervisor')
        ? [{ href: '/overstays', label: t('nav.overstays') }]
        : []),
      ...(may('partner-officer') ? [{ href: '/check/right', label: t('door.right.title') }] : []),
      ...(may('inspector') ? [{ href: '/inspections', label: t('nav.visits') }] : []),
      ...(may('complaint-officer') ? [{ href: '/complaints', label: t('nav.complaints') }] : []),
      ...(may('asylum-officer') ? [{ href: '/asylum', label: t('nav.asylum') }] : []),
      ...(may('administrator')
        ? [
            { href: '/staff/people', label: t('nav.staff') },
            { href: '/staff/clients', label: t('nav.clients') },
          ]
        : []),
      ...(may('supervisor', 'prosecutor', 'auditor')
        ? [{ href: '/tracing/orders', label: t('nav.tracing') }]
        : []),
      ...(may('permit-officer', 'supervisor', 'registrar')
        ? [{ href: '/exports', label: t('nav.exports') }]
        : []),
      ...(may('supervisor', 'auditor')
        ? [
            { href: '/questions', label: t('nav.questions') },
            { href: '/reading', label: t('nav.reading') },
          ]
        : []),
      ...(may('supervisor', 'analyst') ? [{ href: '/quota', label: t('nav.places') }] : []),
      ...(may('analyst', 'administrator') ? [{ href: '/reform', label: t('nav.reform') }] : []),
      { href: '/rules', label: t('nav.rules') },
      { href: '/staff/passkeys', label: t('nav.passkeys') },
    ]
  }
  if (actor.kind === 'person')
    return [
      { href: '/me', label: t('nav.mine') },
      { href: '/me/messages', label: t('nav.messages') },
      { href: '/household', label: t('nav.work-home') },
      { href: '/arrivals', label: t('nav.stay') },
      { href: '/check', label: t('nav.check') },
    ]
  return [
    { href: '/household', label: t('nav.work-home') },
    { href: '/stay', label: t('nav.days') },
    { href: '/check', label: t('nav.check') },
    { href: '/complaint', label: t('nav.complaint') },
    { href: '/rules', label: t('nav.rules') },
  ]
}

import { nameIn } from '../../classifier/names.ts'
import type { Locale } from '../../platform/language.ts'
import { compileRoute } from '../../policy/compile-route.ts'
import { policy } from '../../policy/load-policy.ts'
import { Operator } from '../../policy/policy-schema.ts'
import { factLabel } from '../../policy/question.ts'
import { saysIn, withUnit } from '../../policy/text.ts'
import { findValueAt } from '../../policy/value-at.ts'
import { FileField } from '../../ui/file-field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { Visit } from '../../ui/visit.ts'
import { draftWords, reformText } from '../text.ts'
import type { FieldOf } from './form-words.ts'
import type { Kind } from './read-change.ts'

export type FieldsProps = { visit: Visit; field: FieldOf }

/** What each kind of change asks; the day, the article and how it is tried are asked of all. */
export const fieldsFor: Record<Kind, (props: FieldsProps) => unknown> = {
  value: ValueFields,
  list: ListFields,
  condition: ConditionFields,
  'new-condition': NewConditionFields,
  'end-condition': EndConditionFields,
  file: FileFields,
}

/** Values of the law with what they are today, lists apart. */
function valueChoices(visit: Visit, lists: boolean) {
  const today = visit.instance.clock.today()
  return [...policy().values.values()]
    .map((one) => ({ one, now: findValueAt(one.id, today)?.value ?? one.versions.at(-1)?.value }))
    .filter(({ now }) => Array.isArray(now) === lists)
    .map(({ one, now }) => {
      const words = now === undefined ? '' : withUnit(visit.locale, now, one.unit, one.words)
      return {
        value: one.id,
        label: `${nameIn(one.title, visit.locale)}: ${words.length > 60 ? `${words.slice(0, 60)}…` : words}`,
      }
    })
    .sort((a, b) => a.label.localeCompare(b.label, visit.locale))
}

function ValueFields({ visit, field }: FieldsProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select {...field('id')} label={t('value')} options={valueChoices(visit, false)} />
      <TextField {...field('value')} label={t('value.new')} hint={t('value.new.hint')} />
    </>
  )
}

function ListFields({ visit, field }: FieldsProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select {...field('id')} label={t('value')} options={valueChoices(visit, true)} />
      <TextField {...field('add')} label={t('list.add')} optional />
      <TextField {...field('remove')} label={t('list.remove')} optional />
    </>
  )
}

/** Conditions by route; the value says both, so that one list is enough without script. */
export const conditionChoices = (locale: Locale, day: string) =>
  [...policy().routes.values()]
    .filter((route) => route.from <= day)
    .map((route) => ({
      group: nameIn(route.title, locale),
      options: compileRoute(route.id)
        .lawAt(day)
        .conditions.map(({ row }) => ({ value: `${route.id}/${row.id}`, label: saysIn(row.says, locale) })),
    }))

const operators = (locale: Locale) =>
  Operator.options
    .filter((one) => one !== 'within-days')
    .map((value) => ({ value, label: reformText(locale)(`is.${value}`) }))

function ConditionFields({ visit, field }: FieldsProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select
        {...field('condition')}
        label={t('condition')}
        options={conditionChoices(visit.locale, visit.instance.clock.today().toString())}
      />
      <Comparison visit={visit} field={field} />
    </>
  )
}

function Comparison({ visit, field }: FieldsProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <Select {...field('is')} label={t('is')} options={operators(visit.locale)} />
      <TextField {...field('value')} label={t('threshold')} hint={t('threshold.hint')} spellcheck={false} />
    </>
  )
}

function NewConditionFields({ visit, field }: FieldsProps) {
  const { locale } = visit
  const t = draftWords(locale)
  return (
    <>
      <Select
        {...field('fact')}
        label={t('fact')}
        options={[...policy().routes.values()].map((route) => ({
          group: nameIn(route.title, locale),
          options: Object.keys(route.facts).map((fact) => ({
            value: `${route.id}/${fact}`,
            label: factLabel(route, fact, locale),
          })),
        }))}
      />
      <Comparison visit={visit} field={field} />
      <TextField {...field('id')} label={t('id')} hint={t('id.hint')} look="mono" spellcheck={false} />
      <TextField {...field('says.kk')} label={t('says.kk')} answerLanguage="kk" />
      <TextField {...field('says.ru')} label={t('says.ru')} answerLanguage="ru" />
      <TextField {...field('says.en')} label={t('says.en')} answerLanguage="en" />
    </>
  )
}

function EndConditionFields({ visit, field }: FieldsProps) {
  return (
    <Select
      {...field('condition')}
      label={draftWords(visit.locale)('condition')}
      options={conditionChoices(visit.locale, visit.instance.clock.today().toString())}
    />
  )
}

function FileFields({ visit, field }: FieldsProps) {
  const t = draftWords(visit.locale)
  return (
    <>
      <TextField {...field('file')} label={t('file')} hint={t('file.hint')} look="mono" spellcheck={false} />
      <FileField
        {...field('upload')}
        label={t('file.upload')}
        accept=".yaml,.yml"
        hint={t('file.upload.hint')}
        optional
      />
      <Textarea {...field('text')} label={t('file.text')} rows={16} optional />
    </>
  )
}

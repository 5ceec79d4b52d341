import { statesIn } from '../../classifier/countries.ts'
import { educationLevelName, educationLevels } from '../../classifier/education.ts'
import { occupationName, occupations } from '../../classifier/occupations.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import type { Locale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { MrzField } from '../../ui/mrz-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { IinField, PhoneField, TextField } from '../../ui/text-field.tsx'
import { describeMrzFinding } from '../mrz-text.ts'
import type { readMrz } from '../read-mrz.ts'
import { registerText } from '../register-text.ts'
import { type FieldName, inBoth, labels, type Part, type PartView } from './registration-fields.tsx'

/** The questions of one part. */
export function PartFields({ part, view }: { part: Part; view: PartView }) {
  switch (part) {
    case 'document':
      return <DocumentPart view={view} />
    case 'name':
      return <NamePart view={view} />
    case 'about':
      return <AboutPart view={view} />
    case 'background':
      return <BackgroundPart view={view} />
    case 'photo':
      return <PhotoPart view={view} />
    case 'reach':
      return <ReachPart view={view} />
  }
}

function DocumentPart({ view }: { view: PartView }) {
  const { locale, values, reading } = view
  const t = registerText(locale)
  const base = baseOf(view)
  const doubtful = (reading && !reading.ok) || values.typedByHand || base('mrz').error
  return (
    <>
      <MrzField {...base('mrz')} optional />
      {reading && <ReadingNotice locale={locale} reading={reading} />}
      <Button kind="secondary" name="_read" value="yes" formnovalidate>
        {t('mrz.read')}
      </Button>
      {doubtful && (
        <Checkboxes
          locale={locale}
          name="typedByHand"
          label={t('mrz')}
          values={values.typedByHand ? ['yes'] : []}
          options={[{ value: 'yes', label: t('typed') }]}
        />
      )}
      <fieldset class="group flow">
        <legend>{inBoth(view, 'document')}</legend>
        <Radios
          {...base('kind')}
          value={values.kind ?? 'passport'}
          options={(['passport', 'identity-card', 'travel-document'] as const).map((value) => ({
            value,
            label: inBoth(view, `kind.${value}`),
          }))}
        />
        <Select {...base('issuingState')} options={statesIn(locale)} />
        <TextField {...base('number')} width={20} look="mono" spellcheck={false} />
        <DateField {...base('expiresOn')} optional value={dateParts(values, 'expiresOn')} />
        <FileField
          {...base('documentFile')}
          optional
          camera={view.self ? 'environment' : undefined}
          kept={values.documentFileName}
        />
        <Kept name="documentFile" values={values} />
      </fieldset>
    </>
  )
}

function NamePart({ view }: { view: PartView }) {
  const t = registerText(view.locale)
  const base = baseOf(view)
  return (
    <>
      <fieldset class="group flow">
        <legend>{inBoth(view, 'latin')}</legend>
        <TextField {...base('latinFamily')} optional autocomplete="family-name" spellcheck={false} />
        <TextField
          {...base('latinGiven')}
          hint={t('given.hint')}
          autocomplete="given-name"
          spellcheck={false}
        />
      </fieldset>
      <fieldset class="group flow">
        <legend>{inBoth(view, 'native')}</legend>
        <TextField {...base('nativeFamily')} optional spellcheck={false} />
        <TextField {...base('nativeGiven')} optional spellcheck={false} />
        <TextField {...base('nativePatronymic')} optional autocomplete="additional-name" spellcheck={false} />
      </fieldset>
    </>
  )
}

function AboutPart({ view }: { view: PartView }) {
  const base = baseOf(view)
  return (
    <>
      <DateField
        {...base('birthDate')}
        autocomplete={view.self ? 'bday' : undefined}
        value={dateParts(view.values, 'birthDate')}
      />
      <Radios
        {...base('sex')}
        inline
        options={(['female', 'male', 'unspecified'] as const).map((value) => ({
          value,
          label: inBoth(view, `sex.${value}`),
        }))}
      />
      <Select {...base('citizenship')} options={statesIn(view.locale)} />
      <IinField {...base('iin')} optional />
    </>
  )
}

function BackgroundPart({ view }: { view: PartView }) {
  const { locale } = view
  const base = baseOf(view)
  const levels = educationLevels().map(({ code }) => ({
    value: code,
    label: educationLevelName(code, locale),
  }))
  const work = occupations().map(({ code }) => ({ value: code, label: occupationName(code, locale) }))
  return (
    <fieldset class="group flow">
      <legend>{inBoth(view, 'facts')}</legend>
      <Select {...base('education')} optional options={levels} />
      <Select {...base('occupation')} optional options={work} />
      <Select {...base('lastCountry')} optional options={statesIn(locale)} />
      <TextField {...base('lastPlace')} optional />
    </fieldset>
  )
}

function PhotoPart({ view }: { view: PartView }) {
  return (
    <>
      <FileField
        {...baseOf(view)('photo')}
        hint={registerText(view.locale)('photo.hint')}
        accept="image/*"
        optional
        camera={view.self ? 'user' : undefined}
        kept={view.values.photoName}
      />
      <Kept name="photo" values={view.values} />
    </>
  )
}

function ReachPart({ view }: { view: PartView }) {
  const { locale } = view
  const base = baseOf(view)
  return (
    <>
      <Select
        {...base('region')}
        options={regionsAt(view.today).map((region) => ({
          value: region.code.replace(/^KZ-/, ''),
          label: regionName(region.code, locale),
        }))}
      />
      {!view.self && (
        <>
          <PhoneField {...base('phone')} hint={registerText(locale)('phone.hint')} optional />
          <TextField {...base('email')} type="email" optional autocomplete="off" />
        </>
      )}
    </>
  )
}

/** A file received earlier goes along by its id, so that a page with another mistake does not ask for it again. */
function Kept({ name, values }: { name: 'photo' | 'documentFile'; values: Record<string, string> }) {
  if (!values[name]) return null
  return (
    <>
      <input type="hidden" name={`${name}Id`} value={values[name]} />
      <input type="hidden" name={`${name}Name`} value={values[`${name}Name`]} />
    </>
  )
}

const baseOf = (view: PartView) => (field: FieldName) => ({
  locale: view.locale,
  name: field,
  label: inBoth(view, labels[field]),
  error: view.errors.find((one) => one.field === field)?.message,
  value: view.values[field],
})

function ReadingNotice({ locale, reading }: { locale: Locale; reading: ReturnType<typeof readMrz> }) {
  const t = registerText(locale)
  if (reading.ok) return <Notice locale={locale} tone="success" title={t('mrz.ok')} />
  return (
    <Notice locale={locale} tone="warning" title={t('warnings')}>
      <ul>
        {reading.problems.map((problem) => {
          const { place, text } = describeMrzFinding(locale, problem)
          return <li>{place ? `${place}: ${text}` : text}</li>
        })}
      </ul>
    </Notice>
  )
}

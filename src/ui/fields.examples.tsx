import { Checkboxes, Radios } from './choices.tsx'
import { DateField } from './date-field.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { type Family, sample } from './examples.ts'
import { Fieldset } from './field.tsx'
import { FileField } from './file-field.tsx'
import { Form, FormActions } from './form.tsx'
import { MrzField } from './mrz-field.tsx'
import { Select } from './select.tsx'
import { CodeField, IinField, MoneyField, PhoneField, TextField } from './text-field.tsx'
import { Textarea } from './textarea.tsx'

const specimen = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10'

export const fieldFamilies: Family[] = [
  {
    component: 'ErrorSummary',
    examples: [
      {
        name: 'two fields and the form as a whole',
        show: (locale) => (
          <ErrorSummary
            locale={locale}
            errors={[
              { field: 'date-wrong', message: sample(locale).error },
              { field: 'text-wrong', message: `${sample(locale).long}: ${sample(locale).hint}` },
              { message: sample(locale).sentence },
            ]}
          />
        ),
      },
    ],
  },
  {
    component: 'Form, FormActions',
    examples: [
      {
        name: 'a question with its form',
        show: (locale) => (
          <Form action="/gallery" request="0199f2f0-0000-7000-8000-000000000001" hidden={{ version: '3' }}>
            <TextField
              locale={locale}
              name="family-name"
              label={sample(locale).question}
              autocomplete="family-name"
            />
            <FormActions locale={locale} later />
          </Form>
        ),
      },
    ],
  },
  {
    component: 'TextField',
    examples: [
      {
        name: 'filled, with hint',
        show: (locale) => (
          <TextField
            locale={locale}
            name="text"
            label={sample(locale).question}
            hint={sample(locale).hint}
            value={sample(locale).person}
          />
        ),
      },
      {
        name: 'optional, long label',
        show: (locale) => <TextField locale={locale} name="text-long" label={sample(locale).long} optional />,
      },
      {
        name: 'wrong',
        show: (locale) => (
          <TextField
            locale={locale}
            name="text-wrong"
            label={sample(locale).place}
            hint={sample(locale).hint}
            value="???"
            error={sample(locale).error}
          />
        ),
      },
      {
        name: 'name in another script, with suggestions',
        show: (locale) => (
          <TextField
            locale={locale}
            name="text-native"
            label={sample(locale).question}
            answerLanguage="tg"
            value="Ҷӯрабоев"
            suggestions={['Алматы', 'Астана']}
          />
        ),
      },
    ],
  },
  {
    component: 'DateField',
    examples: [
      {
        name: 'filled',
        show: (locale) => (
          <DateField
            locale={locale}
            name="date"
            label={sample(locale).question}
            value="1990-03-07"
            autocomplete="bday"
          />
        ),
      },
      {
        name: 'wrong, what was typed is kept',
        show: (locale) => (
          <DateField
            locale={locale}
            name="date-wrong"
            label={sample(locale).question}
            hint={sample(locale).hint}
            value={{ day: '31', month: '2', year: '2026' }}
            error={sample(locale).error}
          />
        ),
      },
    ],
  },
  {
    component: 'PhoneField, MoneyField, IinField, CodeField',
    examples: [
      {
        name: 'all four',
        show: (locale) => (
          <>
            <PhoneField
              locale={locale}
              name="phone"
              label={sample(locale).question}
              value="+998 90 123 45 67"
            />
            <MoneyField locale={locale} name="money" label={sample(locale).question} value="150 000" />
            <IinField locale={locale} name="iin" label={sample(locale).question} value="900307 800012" />
            <CodeField locale={locale} name="code" label={sample(locale).question} />
          </>
        ),
      },
    ],
  },
  {
    component: 'MrzField',
    examples: [
      {
        name: 'passport',
        show: (locale) => (
          <MrzField locale={locale} name="mrz" label={sample(locale).question} value={specimen} />
        ),
      },
      {
        name: 'wrong',
        show: (locale) => (
          <MrzField
            locale={locale}
            name="mrz-wrong"
            label={sample(locale).question}
            value={specimen.slice(0, 60)}
            error={sample(locale).error}
          />
        ),
      },
    ],
  },
  {
    component: 'Select',
    examples: [
      {
        name: 'grouped, nothing chosen',
        show: (locale) => (
          <Select
            locale={locale}
            name="select"
            label={sample(locale).question}
            options={[
              { group: sample(locale).place, options: [{ value: '1', label: sample(locale).long }] },
              { value: '2', label: sample(locale).place },
            ]}
          />
        ),
      },
      {
        name: 'wrong',
        show: (locale) => (
          <Select
            locale={locale}
            name="select-wrong"
            label={sample(locale).question}
            value="1"
            empty={false}
            error={sample(locale).error}
            options={[{ value: '1', label: sample(locale).long }]}
          />
        ),
      },
    ],
  },
  {
    component: 'Radios, Checkboxes',
    examples: [
      {
        name: 'yes and no side by side',
        show: (locale) => (
          <Radios
            locale={locale}
            name="radio-inline"
            label={sample(locale).question}
            value="yes"
            inline
            options={[
              { value: 'yes', label: sample(locale).yes },
              { value: 'no', label: sample(locale).no },
            ]}
          />
        ),
      },
      {
        name: 'with hints and a field under an answer, wrong',
        show: (locale) => (
          <Radios
            locale={locale}
            name="radio"
            label={sample(locale).question}
            hint={sample(locale).hint}
            error={sample(locale).error}
            options={[
              { value: 'a', label: sample(locale).place, hint: sample(locale).sentence },
              {
                value: 'b',
                label: sample(locale).long,
                follow: (
                  <TextField locale={locale} name="radio-more" label={sample(locale).question} width={20} />
                ),
              },
            ]}
          />
        ),
      },
      {
        name: 'checkboxes',
        show: (locale) => (
          <Checkboxes
            locale={locale}
            name="check"
            label={sample(locale).question}
            values={['b']}
            options={[
              { value: 'a', label: sample(locale).place },
              { value: 'b', label: sample(locale).long, hint: sample(locale).hint },
            ]}
          />
        ),
      },
    ],
  },
  {
    component: 'FileField',
    examples: [
      {
        name: 'empty, and with a file that is kept',
        show: (locale) => (
          <>
            <FileField locale={locale} name="file" label={sample(locale).question} camera="environment" />
            <FileField
              locale={locale}
              name="file-kept"
              label={sample(locale).question}
              kept="a-very-long-name-of-a-photo-taken-by-a-telephone-20261124_061233.jpg"
              error={sample(locale).error}
            />
          </>
        ),
      },
    ],
  },
  {
    component: 'Textarea, Fieldset',
    examples: [
      {
        name: 'reasons',
        show: (locale) => (
          <Textarea
            locale={locale}
            name="reasons"
            label={sample(locale).question}
            value={sample(locale).sentence}
          />
        ),
      },
      {
        name: 'an address',
        show: (locale) => (
          <Fieldset locale={locale} name="address" legend={sample(locale).place} hint={sample(locale).hint}>
            <TextField
              locale={locale}
              name="street"
              label={sample(locale).question}
              autocomplete="street-address"
            />
            <TextField locale={locale} name="house" label={sample(locale).question} width={4} optional />
          </Fieldset>
        ),
      },
    ],
  },
]

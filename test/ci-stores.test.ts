// CI logs over every kind of store.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ciHouse, sha } from './ci-house.ts'
import { overStores } from './houses.ts'

overStores('CI logs', (houseFor) => {
  test('a log is taken, read by lines, put in the place of another, and told of', async (t) => {
    const { send, rows, text, ask, prompt } = await ciHouse(t, { houseFor })
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${i + 1}`)
    const first = await send([...lines, 'TypeError: x is not a function'].join('\n'))
    assert.equal(first.status, 201)
    const path = String(first.json.log)
    assert.equal(
      (await text(`${path}?limit=5000`)).body,
      `${[...lines, 'TypeError: x is not a function'].join('\n')}\n`,
    )
    assert.match((await text(`${path}?line=2999&limit=2`)).body, /^line 2999\nline 3000\n$/)
    const page = await ask({ GET: `${path}?limit=2` })
    assert.equal((await send('TypeError: y is not a function\n')).json.id, first.json.id)
    assert.equal((await text(path)).body, 'TypeError: y is not a function\n')
    assert.equal((await text(`${path}?cursor=${page.json.cursor}`)).status, 410)
    assert.equal((await rows()).total, 1)
    assert.match((await prompt()).body, /y is not a function/)
    const raw = await text(`/api/ci/acme/shop/${sha}`, 'application/json')
    assert.equal(JSON.parse(raw.body).rows[0].lines, 1)
  })
})

// A million customers for a started server, by its import: each city is that of a fifth of them, each last name that of one in 500,
// and each address its own.
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'

const Many = 1_000_000
const AtOnce = 5_000
const Cities = ['Neuburg', 'Portoville', 'Brookfield', 'Altenhafen', 'Grandfield']
const FirstNames = ['Anna', 'Boris', 'Clara', 'Dieter', 'Evalie', 'Farid', 'Greta', 'Hugo', 'Irina', 'Jonas']
const LastNames = ['Bach', 'Kowal', 'Lind', 'Mar', 'Nov', 'Ols', 'Petr', 'Ros', 'Schu', 'Wint'].flatMap((start) =>
    ['ber', 'ing', 'ov', 'strom', 'wick', 'adze', 'escu', 'ides', 'onen', 'ux'].flatMap((middle) =>
        ['', 'er', 'mann', 'son', 'sky'].map((end) => start + middle + end)))

/** Words that find ever fewer of them. */
export const Words = { 'a fifth of them': 'Brookfield', 'one in 500': 'Petrstromson', 'one': 'customer.731944' }

const row = (number) => {
    const name = `${FirstNames[Math.floor(number / 500) % 10]} ${LastNames[number % 500]}`
    return `L${number},${name},customer.${number}@million.example,+49 30 ${number},${Cities[(number * 7919) % 5]},Country ${number % 200}\n`
}

async function* rows() {
    yield 'externalId,name,email,phone,city,country\n'
    for (let from = 0; from < Many; from += AtOnce) {
        yield Array.from({ length: AtOnce }, (_, number) => row(from + number)).join('')
    }
}

/** Sends the file, however long the answer takes: fetch would give up after five minutes. */
const send = async (url, token) => {
    const headers = { 'Content-Type': 'text/csv', Authorization: `Bearer ${token}` }
    const post = request(url, { method: 'POST', headers })
    const answered = new Promise((resolve, reject) => post.on('response', resolve).on('error', reject))
    await pipeline(Readable.from(rows()), post)
    const answer = await answered
    const text = (await answer.toArray()).join('')
    if (answer.statusCode >= 300) throw new Error(`The import was answered ${answer.statusCode}: ${text}`)
}

/** Brings in what is missing, and waits until the server has nothing left to do for it. */
export const fill = async (address, password) => {
    const call = async (path, init = {}, token) => {
        const answer = await fetch(address + path, { ...init, headers: { Authorization: token && `Bearer ${token}`, ...init.headers } })
        const text = await answer.text()
        if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
        return text
    }
    const signIn = async () => {
        const body = JSON.stringify({ email: 'admin@localhost', password })
        const headers = { 'Content-Type': 'application/json', Authorization: '' }
        return JSON.parse(await call('/api/auth/login', { method: 'POST', body, headers })).access_token
    }
    const count = async () => JSON.parse(await call('/api/customers?size=1', {}, await signIn())).total
    if ((await count()) < Many) {
        const began = performance.now()
        await send(`${address}/api/customers/import?source=million`, await signIn())
        console.log(`Imported in ${Math.round((performance.now() - began) / 1000)} s.`)
    }
    if ((await count()) < Many) throw new Error(`There are ${await count()} customers only.`)
    const token = await signIn()
    const waiting = async () =>
        [...(await call('/metrics', {}, token)).matchAll(/^lockstep_events_waiting\{.*\} (\d+)/gm)].some(([, events]) => events > 0)
    while (await waiting()) await wait(1000)
}

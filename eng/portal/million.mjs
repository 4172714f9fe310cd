// Works in the list of a million customers as a person does, and prints for each step how long the API took to answer and what the page
// added until the rows stood there: medians of some rounds, and the worst.
import { loadavg } from 'node:os'
import puppeteer from 'puppeteer-core'
import { signIn } from './signIn.mjs'
import { Words, fill } from './customers.mjs'

const Rounds = 5
const QuietMs = 1200
const [address, password] = process.argv.slice(2)
const list = '/api/customers?'

await fill(address, password)
const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
await page.setViewport({ width: 1280, height: 900 })
// Time of the processor, not of the clock: what the page itself takes, whatever else the machine does.
const devTools = await page.createCDPSession()
await devTools.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
await devTools.send('Performance.enable')
const busyMs = async () => (await devTools.send('Performance.getMetrics')).metrics.find((one) => one.name === 'TaskDuration').value * 1000

/** In the page: when somebody did something last, and when which first row was painted. */
await page.evaluateOnNewDocument(() => {
    window.acted = 0
    window.painted = []
    for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, (event) => { window.acted = event.timeStamp }, true)
    let isDue = false
    const note = () => {
        isDue = false
        const row = document.querySelector('main tbody tr')?.textContent
        if (row && row !== window.painted.at(-1)?.row) window.painted.push({ row, at: performance.now() })
    }
    new MutationObserver(() => {
        if (!isDue) requestAnimationFrame(() => setTimeout(note))
        isDue = true
    }).observe(document, { subtree: true, childList: true, characterData: true })
})

/** Waits until the page asked for nothing and drew nothing for a while. */
const settle = () => page.waitForFunction((quiet) => {
    const last = performance.getEntriesByType('resource').at(-1)?.responseEnd ?? 0
    return performance.now() - Math.max(last, window.acted, window.painted.at(-1)?.at ?? 0) > quiet
}, { polling: 100, timeout: 120_000 }, QuietMs)

/** Does it, and tells how long the API took for the answer that was shown in the end, and what the page took beside. */
const measure = async (act, isVisit) => {
    const answers = []
    const hear = (answer) => { if (answer.url().includes(list)) answers.push(answer) }
    page.on('response', hear)
    if (!isVisit) await forget()
    const before = await busyMs()
    await Promise.all([page.waitForResponse((answer) => answer.url().includes(list)), act()])
    await settle()
    const busy = (await busyMs()) - before
    page.off('response', hear)
    const shown = answers.at(-1)
    if (!shown?.ok()) throw new Error(`The API answered ${shown?.status()} to ${shown?.url()}.`)
    const first = (await shown.json()).items[0]
    const times = await page.evaluate(({ url, mark, isVisit }) => {
        const asked = performance.getEntriesByType('resource').filter((one) => one.name === url).at(-1)
        // What was asked for a letter earlier may have had the same first row.
        const stood = window.painted.at(-1)?.row.includes(mark) ? { at: asked.responseEnd } : undefined
        const seen = window.painted.find((one) => one.at > asked.responseEnd && one.row.includes(mark)) ?? stood
        if (!seen) throw new Error(`${mark} was never shown.`)
        const others = performance.getEntriesByType('resource').filter((one) => one.name.includes('/api/')).length
        return { api: asked.duration, beside: seen.at - (isVisit ? 0 : window.acted) - asked.duration, requests: others }
    }, { url: shown.url(), mark: first.email, isVisit })
    return { ...times, busy }
}

const click = (selector) => async () => (await page.waitForSelector(selector)).click()
const search = (word) => async () => {
    const field = await page.waitForSelector('main input[name=q]')
    await field.click({ count: 3 })
    await field.type(word, { delay: 30 })
}
const forget = () => page.evaluate(() => { performance.clearResourceTimings(); window.painted = [] })
const fromMenu = async () => {
    await page.evaluate(() => { location.hash = '#/' })
    await settle()
    await forget()
    await click('[role=menuitem][href="#/customers"]')()
}
const steps = [
    ['opened by its address', () => page.goto(`${address}/#/customers`), true],
    ['opened from the menu', fromMenu],
    ['sorted by name', click('main th [data-field=name]')],
    ['the next page', click('main button[aria-label="Go to next page"]')],
    ['the last page', click('main nav li:nth-last-child(2) button')],
    ...Object.entries(Words).map(([rarity, word]) => [`searched for ${word}, ${rarity}`, search(word)]),
]

await signIn(page, address, password)

const results = steps.map(() => [])
for (let round = 0; round < Rounds; round++) {
    // As somebody comes who was never here: without what the browser kept of the list.
    await page.evaluate(() => {
        for (const key of Object.keys(localStorage)) if (key.includes('customers')) localStorage.removeItem(key)
    })
    await page.goto('about:blank')
    for (const [index, [name, act, isVisit]] of steps.entries()) {
        results[index].push(await measure(act, isVisit).catch((problem) => Promise.reject(new Error(`${name}: ${problem.message}`))))
    }
}
await browser.close()

const sorted = (of, index) => results[index].map((one) => one[of]).sort((a, b) => a - b)
const shown = (of, index) => `${Math.round(sorted(of, index)[Math.floor(Rounds / 2)])} | ${Math.round(sorted(of, index).at(-1))}`
console.log(`Load average ${loadavg().map((one) => one.toFixed(1)).join(', ')}; ${Rounds} rounds, milliseconds.\n`)
console.log('| step | API, median | API, worst | beside it, median | beside it, worst | processor of the page | requests |')
console.log('|---|---|---|---|---|---|---|')
for (const [index, [name]] of steps.entries()) {
    const busy = Math.round(sorted('busy', index)[Math.floor(Rounds / 2)])
    console.log(`| ${name} | ${shown('api', index)} | ${shown('beside', index)} | ${busy} | ${sorted('requests', index).at(-1)} |`)
}

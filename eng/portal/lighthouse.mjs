// Visits pages of a started server with Lighthouse, signed in as the first admin, and prints the median of the scores.
import lighthouse, { desktopConfig } from 'lighthouse'
import puppeteer from 'puppeteer-core'
import { signIn } from './signIn.mjs'

const Visits = 5
const Pages = { home: '/', list: '/#/customers' }
const [address, password] = process.argv.slice(2)
const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
await page.setViewport({ width: 1280, height: 900 })
await signIn(page, address, password)

const median = (scores) => scores.sort((a, b) => a - b)[Math.floor(scores.length / 2)]
console.log('| page | performance | accessibility | best practices |\n|---|---|---|---|')
for (const [name, path] of Object.entries(Pages)) {
    const results = []
    for (let visit = 0; visit < Visits; visit++) {
        const options = { port: new URL(browser.wsEndpoint()).port, disableStorageReset: true, logLevel: 'error' }
        results.push((await lighthouse(address + path, options, desktopConfig)).lhr)
    }
    const of = (category) => Math.round(median(results.map((result) => result.categories[category].score)) * 100)
    console.log(`| ${name} | ${of('performance')} | ${of('accessibility')} | ${of('best-practices')} |`)
    if (process.env.LIGHTHOUSE_WHY) {
        const failed = Object.values(results[0].audits).filter((audit) => audit.score !== null && audit.score < 0.9)
        console.log(failed.map((audit) => `${audit.id} ${audit.score} ${audit.displayValue ?? ''} ${audit.title}`).join('\n'))
        console.log(results.map((result) => result.finalDisplayedUrl + ' ' + result.categories.performance.score).join('\n'))
    }
}
await browser.close()

/** Opens the portal and signs in as the first admin. */
export const signIn = async (page, address, password) => {
    await page.goto(address)
    await page.waitForSelector('input[type=password]')
    await page.type('input[type=email], input[autocomplete=username]', 'admin@localhost')
    await page.type('input[type=password]', password)
    await page.keyboard.press('Enter')
    // The pages before the sign-in have a header too.
    await page.waitForSelector('[role=menuitem][href="#/customers"]')
}

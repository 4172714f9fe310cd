/** What the pages around signing in say. */
export const signInEnglish = {
    signIn: {
        title: 'Sign in to Lockstep', email: 'E-mail', password: 'Password', totp: 'Code of your authenticator app', newPassword: 'New password',
        totpHint: 'Enter the code that your authenticator app shows, or one of your recovery codes.',
        newPasswordHint: 'This password was for the first use. Choose your own, 12 characters or more.',
        passwordHint: '12 characters or more; several words that nobody expects together',
        submit: 'Sign in', sso: 'Sign in with your organisation', cookie: 'You are signed in, but the browser kept no cookie.',
        forgot: 'Forgot your password?', register: 'New here? Register as a customer', again: 'Your session has ended',
        againText: 'Sign in again to go on. What you have typed is still there.', leave: 'Leave this page',
    },
    reset: {
        title: 'New password', hint: 'We send you a code, if there is a user with this address.', ask: 'Send me a code', have: 'I have a code',
        sent: 'If there is a user with this address, a mail with a code is on its way. If none comes, ask an administrator for a code.',
        code: 'Code', set: 'Set the password', done: 'Your password is set. Sign in with it.', back: 'Back to the sign-in',
    },
    register: {
        title: 'Register as a customer', name: 'Your name', submit: 'Register', confirm: 'Confirm', again: 'Send another code',
        mailed: 'We have sent a code to %{email}. Enter it here.',
    },
    account: {
        title: 'Your account', password: 'Password', currentPassword: 'Current password', changePassword: 'Change the password',
        passwordChanged: 'Your password is changed. All other sessions have ended.',
        factor: 'Second factor', factorText: 'A code of an app on your phone, asked for at each sign-in besides the password.', on: 'on', off: 'off',
        setUp: 'Set it up', takeAway: 'Take it away', turnOn: 'Turn it on', next: 'Go on', factorGone: 'The second factor is taken away.',
        secretText: 'Enter this key in your authenticator app, then type the code that it shows.', openApp: 'Open the app on this device',
        recovery: 'Keep these codes in a safe place. Each lets you in once if you lose your phone; they are not shown again.',
        copy: 'Copy', kept: 'I have kept them',
        sessions: 'Where you are signed in', none: 'Nowhere else.', browser: 'Browser', program: 'Program', thisOne: 'this one', end: 'End',
        ended: 'The session has ended.', everywhere: 'Sign out everywhere',
        everywhereText: 'All your sessions end, this one too. You will have to sign in again.',
    },
};

export type SignInWords = typeof signInEnglish;

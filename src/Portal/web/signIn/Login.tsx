import { useLogin } from 'react-admin';
import { Outside, Way } from './Outside';
import { useSignIn } from './SignInForm';

export const takesRegistrations = document.querySelector<HTMLMetaElement>('meta[name=registration]')?.content === 'on';

/** The way in. */
export const Login = () => {
    const login = useLogin();
    const { fields, submit } = useSignIn({ signIn: login });
    return (
        <Outside title="portal.signIn.title" onSubmit={submit}>
            {fields}
            <Way to="/reset" label="portal.signIn.forgot" />
            {takesRegistrations && <Way to="/register" label="portal.signIn.register" />}
        </Outside>
    );
};

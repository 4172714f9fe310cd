import { Button, type ButtonProps } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { Ask } from './Ask';

interface Props extends Omit<ButtonProps, 'onClick'> {
    label: string;
    text: string;
    icon?: ReactNode;
    onYes: () => unknown;
}

/** A button for what can't be taken back: it asks first. */
export const AskButton = ({ label, text, icon, onYes, ...button }: Props) => {
    const translate = useTranslate();
    const [isAsked, setAsked] = useState(false);
    return (
        <>
            <Button startIcon={icon} {...button} onClick={() => setAsked(true)}>
                {translate(label)}
            </Button>
            {isAsked && (
                <Ask
                    title={translate(label)}
                    text={translate(text)}
                    action={translate('ra.action.confirm')}
                    onGo={() => {
                        setAsked(false);
                        onYes();
                    }}
                    onClose={() => setAsked(false)}
                />
            )}
        </>
    );
};

import { Button, type ButtonProps } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { Confirm, useTranslate } from 'react-admin';

interface Props extends Omit<ButtonProps, 'onClick'> {
    label: string;
    text: string;
    icon?: ReactNode;
    onYes: () => unknown;
}

/** A button for what can't be taken back: it asks first. */
export const Ask = ({ label, text, icon, onYes, ...button }: Props) => {
    const translate = useTranslate();
    const [isAsked, setAsked] = useState(false);
    return (
        <>
            <Button startIcon={icon} {...button} onClick={() => setAsked(true)}>
                {translate(label)}
            </Button>
            <Confirm
                isOpen={isAsked}
                title={label}
                content={text}
                onConfirm={() => {
                    setAsked(false);
                    onYes();
                }}
                onClose={() => setAsked(false)}
            />
        </>
    );
};

import { Pagination, useListContext, useLocale, useTranslate } from 'react-admin';

interface Shown {
    from: number;
    to: number;
    count: number;
}

/** How many there are, and the pages to them as far as pages reach. */
export const Pages = () => {
    const { meta } = useListContext();
    const translate = useTranslate();
    const number = new Intl.NumberFormat(useLocale());
    const label = ({ from, to, count }: Shown) => {
        const all = meta?.total ?? count;
        const isMore = meta?.isAtLeast || all > count;
        const said = translate(meta?.isAtLeast ? 'portal.pages.ofAtLeast' : 'portal.pages.of', {
            from: number.format(from),
            to: number.format(to),
            total: number.format(all),
        });
        return isMore && to >= count ? `${said} ${translate('portal.pages.end')}` : said;
    };
    // The types of react-admin leave out what it hands on to MUI.
    const more: object = { labelDisplayedRows: label };
    return <Pagination {...more} />;
};

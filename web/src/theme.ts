/** Colours come from the style sheet, so that page and plots change together. */
export interface Theme { font: string; ink: string; muted: string; line: string; surface: string; bg: string; series: string[] }

export function theme(): Theme {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    return {
        font: getComputedStyle(document.body).fontFamily, ink: colour('--ink'), muted: colour('--muted'), line: colour('--line'), surface: colour('--surface'), bg: colour('--bg'),
        series: ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'].map(colour),
    };
}

/** Viridis for what has one sign, a blue-white-red map around zero for what has two. */
export const viridis = ['#440154', '#482878', '#3e4a89', '#31688e', '#26838e', '#1f9d8a', '#6cce5a', '#b6de2b', '#fee825'];
export const diverging = ['#053061', '#2166ac', '#67a9cf', '#d1e5f0', '#f7f7f7', '#fddbc7', '#ef8a62', '#b2182b', '#67001f'];

/** The button that turns the page dark or light; at first the system decides. */
export function startThemeButton(changed: () => void): void {
    const button = document.getElementById('theme') as HTMLButtonElement;
    const root = document.documentElement;
    const system = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
    const show = () => {
        button.textContent = isDark() ? 'Light' : 'Dark';
        button.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`);
        changed();
    };
    button.hidden = false;
    button.addEventListener('click', () => {
        root.dataset.theme = isDark() ? 'light' : 'dark';
        show();
    });
    system.addEventListener('change', show);
    show();
}

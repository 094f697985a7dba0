/** Files that the page makes itself: nothing is asked of anybody. */
export function save(text: string, type: string, name: string, ending: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = `${name.replace(/[^\w.-]+/g, '_').slice(0, 80)}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

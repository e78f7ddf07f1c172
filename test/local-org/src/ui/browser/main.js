import '@lwc/synthetic-shadow';
import { createElement } from 'lwc';
import App from 'shell/app';
import Toast from 'lightning/toast';
import ToastContainer from 'lightning/toastContainer';
import { ShowToastEvent, ShowToastEventName } from 'lightning/platformShowToastEvent';

// Before the container hears of it, which takes events of this name for its own and finds no toast in them.
document.addEventListener(
  ShowToastEventName,
  (event) => {
    if (!(event instanceof ShowToastEvent)) return;
    event.stopPropagation();
    const { title, message, variant = 'info', mode } = event.detail;
    ToastContainer.instance();
    Toast.show({ label: title, message, variant, mode }, document.body);
  },
  true
);

document.querySelector('#page').appendChild(createElement('shell-app', { is: App }));
